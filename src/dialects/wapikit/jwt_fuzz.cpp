// The first line is a token, the rest a query: nothing that we did not sign is read as a token, base64url comes back as
// it was, and a credential is never empty.

#include "dialects/wapikit/jwt.h"
#include "dialects/wapikit/wapikit.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  static const Seal seal(std::string(32, 'k'));
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.substr(0, input.find('\n'));
  const auto rest = input.substr(line.size());

  if (wapikit::of_base64url(wapikit::base64url(input)) != input) std::abort();
  const auto bytes = wapikit::of_base64url(line);
  if (bytes && wapikit::base64url(*bytes) != line) std::abort();
  if (wapikit::read_jwt(seal, line)) std::abort();

  wapikit::Claims claims{.name = "n", .id = "j"};
  claims.email = std::string(line);
  if (!wapikit::read_jwt(seal, wapikit::make_jwt(seal, claims)) && line.size() < 4'000) std::abort();

  for (const auto* name : {"x-access-token", "x-access-key", "authorization"}) {
    http::Request request{.path = "/api/events"};
    request.headers.push_back({name, line});
    const auto params = http::Params::of_query(rest.empty() ? rest : rest.substr(1));
    const auto token = wapikit::credential(request, params);
    if (token && token->empty()) std::abort();
  }
  return 0;
}
