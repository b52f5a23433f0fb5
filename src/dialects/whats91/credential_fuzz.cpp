// The first line is an Authorization header, the rest a query: a token is found or not, and is never empty.

#include "dialects/whats91/whats91.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.substr(0, input.find('\n'));
  const auto rest = input.substr(line.size());

  http::Request request;
  request.headers.push_back({"Authorization", line});
  const auto params = http::Params::of_query(rest.empty() ? rest : rest.substr(1));
  const auto token = whats91::credential(request, params);
  if (token && token->empty()) std::abort();
  if (token && line.find(*token) == std::string_view::npos && params.size() == 0) std::abort();
  return 0;
}
