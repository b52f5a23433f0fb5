#pragma once
// Who a person is to us: a set of identifiers Meta names them by, any of which may be missing at any time.
// Source of the rules: Meta's pages on business-scoped user ids (2026).

#include <string>
#include <string_view>

namespace parley {

// What Meta said of one person in one place. Empty means not said.
struct Identity {
  std::string phone;   // wa_id: digits, or whatever else stood there that is no BSUID
  std::string bsuid;   // business-scoped user id, "US.1349…"
  std::string parent;  // parent business-scoped user id, "US.ENT.…"
  std::string group;   // a group's id: then the conversation is the group's and the others name who wrote

  [[nodiscard]] bool empty() const {
    return phone.empty() && bsuid.empty() && parent.empty() && group.empty();
  }
  bool operator==(const Identity&) const = default;
};

enum class AliasKind : int { phone = 0, bsuid = 1, parent = 2, group = 3 };

// ^[A-Z]{2}\.[A-Za-z0-9]{1,128}$ and ^[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}$
bool looks_like_bsuid(std::string_view text);
bool looks_like_parent_bsuid(std::string_view text);

// One spelling for all national variants of a number, so that they find each other; never shown, never dialled.
// Brazil's mobile ninth digit and Mexico's 1 are left out, Argentina's 9 is left out; landlines stay as they are.
// Text that is no phone comes back as it is.
std::string phone_key(std::string_view phone);

}  // namespace parley
