// A body: what is read of it is fit to be kept, and all else is a refusal.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/passwords.h"
#include "dialects/wapikit/people.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  http::Request request;
  request.body = input;
  try {
    const auto body = read_body(request);
    for (const auto* name :
         {"username", "email", "name", "description", "organizationId", "inviteSlug", "otp"}) {
      try {
        const auto text = wapikit::need_text(body.root(), name, 100);
        if (text.empty() || !is_storable_utf8(text) || trimmed(text) != text) std::abort();
      } catch (const Problem& problem) {
        if (problem.kind() != Problem::Kind::invalid) std::abort();
      }
    }
    for (const auto word : body.root()["permissions"]) {
      const auto bit = wapikit::permission_bit(word.text());
      if ((bit & (bit - 1)) != 0) std::abort();
    }
    if (wapikit::read_new_password(body.root()).size() < 8) std::abort();
  } catch (const Problem& problem) {
    if (problem.kind() != Problem::Kind::invalid) std::abort();
  }
  return 0;
}
