// The dialects there are, and the addresses each of them answers at.

#include "dialects/dialect.h"
#include "dialects/kirim/kirim.h"
#include "dialects/meta/graph.h"
#include "dialects/vobiz/vobiz.h"
#include "dialects/wapikit/wapikit.h"
#include "dialects/whats91/whats91.h"

#include <array>

namespace parley {
namespace {

struct Place {
  std::string_view prefix;
  const Dialect* dialect;
};

constexpr std::array places{
    Place{"/api/v2/", &whats91::dialect},
    Place{"/v2/", &whats91::dialect},
    Place{"/api/", &wapikit::dialect},
    Place{"/v1/messaging/", &vobiz::dialect},
    Place{"/api/v1/messaging/", &vobiz::dialect},
    Place{"/api/v1/auth/me", &vobiz::dialect},
    Place{"/v1/", &kirim::dialect},
    Place{"/meta/whatsapp/", &graph::dialect},
    Place{"/platform/v1/", &graph::dialect},
};

// Each once, however many addresses it has.
struct All {
  std::array<const Dialect*, places.size()> list{};
  std::size_t count = 0;
};
constexpr All all = [] {
  All found;
  for (const Place& place : places) {
    bool is_new = true;
    for (std::size_t i = 0; i < found.count; ++i) is_new = is_new && found.list[i] != place.dialect;
    if (is_new) found.list[found.count++] = place.dialect;
  }
  return found;
}();

}  // namespace

const Dialect* dialect_of(std::string_view path) {
  const Place* longest = nullptr;
  for (const Place& place : places) {
    if (!path.starts_with(place.prefix)) continue;
    if (!longest || place.prefix.size() > longest->prefix.size()) longest = &place;
  }
  if (longest) return longest->dialect;
  return graph::is_versioned(path) ? &graph::dialect : nullptr;
}

std::span<const Dialect* const> all_dialects() { return std::span(all.list).first(all.count); }

}  // namespace parley
