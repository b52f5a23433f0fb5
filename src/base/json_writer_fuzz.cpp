// Whatever is written parses, and every string comes back.

#include "base/json_writer.h"
#include "base/text.h"

#include <simdjson.h>

#include <cstdlib>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto half = text.substr(0, size / 2);
  std::string out;
  parley::JsonWriter json(out);
  json.open('{').field("whole", text).nullable("half", half).key("list").open('[');
  json.value(half)
      .value(static_cast<std::int64_t>(size))
      .value(nullptr)
      .value(true)
      .value(parley::Timestamp{});
  json.close(']').close('}');

  simdjson::dom::parser parser;
  const simdjson::dom::element read = parser.parse(out);
  const std::string_view whole = read["whole"];
  require(whole == (parley::is_utf8(text) ? text : parley::storable_utf8(text)));
  if (!half.empty()) {
    const std::string_view again = read["half"];
    require(again == (parley::is_utf8(half) ? half : parley::storable_utf8(half)));
  }
  require(std::int64_t{read["list"].at(1)} == static_cast<std::int64_t>(size));
  return 0;
}
