// Any body of a reply: read into what Meta takes and the store keeps, or refused with words.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/wapikit/send_bodies.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  http::Request request;
  request.body = {reinterpret_cast<const char*>(data), size};
  try {
    const auto body = read_body(request);
    const auto asked = wapikit::read_send_body(body.root());
    const auto draft =
        wapikit::draft_of(asked, {.phone = "15550001111", .bsuid = {}, .parent = {}, .group = {}},
                          asked.reply_to, asked.target);
    if (!JsonTree::read_any(draft.object) || !is_storable_utf8(draft.object)) std::abort();
  } catch (const Problem& problem) {
    if (problem.kind() != Problem::Kind::invalid || !is_storable_utf8(problem.what())) std::abort();
  }
  return 0;
}
