#include "http/match.h"
#include "http/params.h"

#include <cstdint>
#include <cstdlib>

using namespace parley::http;

// A query, a path and a pattern, parted by line feeds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto first = text.find('\n');
  const auto query = text.substr(0, first);
  const auto rest = first == text.npos ? std::string_view() : text.substr(first + 1);
  const auto second = rest.find('\n');
  const auto path = rest.substr(0, second);
  const auto pattern = second == rest.npos ? std::string_view("/v1/{a}/m/{b...}") : rest.substr(second + 1);

  const auto params = Params::of_query(query);
  if (params.size() > Params::most || params.all("a").size() > params.size()) std::abort();
  for (const bool plus_is_blank : {false, true})
    if (percent_decoded(query, plus_is_blank).size() > query.size()) std::abort();

  const auto values = match(pattern, path);
  for (std::size_t i = 0; values && i < values->size(); ++i)
    if (values->raw(i).empty() || values->decoded(i).size() > values->raw(i).size()) std::abort();
  return 0;
}
