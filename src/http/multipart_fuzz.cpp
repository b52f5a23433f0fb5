// A Content-Type and a body, parted by a line feed: parts within the body, in order, or none.

#include "http/multipart.h"

#include <cstdint>
#include <cstdlib>

using namespace parley::http;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool lies_within(std::string_view whole, std::string_view part) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto boundary = form_boundary(text.substr(0, end));
  if (boundary) require(!boundary->empty() && boundary->size() <= 70 && lies_within(text, *boundary));

  const auto body = text.substr(end + 1);
  const auto parts = form_parts(body, boundary.value_or("b"));
  if (!parts) return 0;
  require(parts->size() <= most_parts);
  const char* before = body.data();
  for (const Part& part : *parts) {
    require(lies_within(body, part.name) && lies_within(body, part.filename.value_or("")));
    require(lies_within(body, part.content_type) && lies_within(body, part.body));
    require(part.body.data() >= before);
    before = part.body.data() + part.body.size();
    require(part_named(*parts, part.name) != nullptr);
  }
  return 0;
}
