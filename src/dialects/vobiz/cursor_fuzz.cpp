// Any text where an id or a cursor stands: ours, and then spelt just so (but for the case of a UUID), or nobody's. The
// first byte says what a real one is changed in.

#include "base/problem.h"
#include "base/text.h"
#include "dialects/vobiz/ids.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const vobiz::Ids& ids, const std::string& text) {
  const auto cursor = ids.cursor_of(text);
  if (cursor) require(ids.cursor(*cursor) == text);
  const auto message = ids.message_of(text);
  if (message) require(ids.message(*message) == ascii_lower(text));
  try {
    require(ids.conversation(ids.conversation_of(text)) == ascii_lower(text));
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::not_found && is_storable_utf8(problem.what()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Seal seal(std::string(32, 'k'));
  const vobiz::Ids ids(seal, {1});
  const vobiz::Ids others(seal, {2});
  std::string text(reinterpret_cast<const char*>(data), size);
  check(ids, text);
  if (size < 2) return 0;
  // A real one with a byte changed is nobody's.
  for (auto real : {ids.cursor({42}), ids.message({42}), ids.conversation(42)}) {
    check(ids, real);
    require(!others.cursor_of(real) && !others.message_of(real));
    auto& symbol = real[data[0] % real.size()];
    const auto before = ascii_lower(real);
    symbol = static_cast<char>(data[1]);
    if (ascii_lower(real) == before) continue;
    require(!ids.cursor_of(real) && !ids.message_of(real));
    check(ids, real);
  }
  return 0;
}
