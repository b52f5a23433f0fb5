#pragma once
// The people of a page: looked up at once, found by their public number.

#include "store/names.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

namespace parley::graph {

class People {
 public:
  void want(std::int64_t contact) { known_.try_emplace(contact); }
  void look_up(const Reader& from, OrganizationId organization) {
    std::vector<ContactNumber> wanted;
    for (const auto& [contact, known] : known_) wanted.push_back({contact});
    for (auto& known : known_as(from, organization, wanted)) {
      const auto number = known.contact.value;
      known_[number] = std::move(known);
    }
  }
  // Without anything where nobody is known by that number.
  [[nodiscard]] const KnownAs& of(std::int64_t contact) const {
    static const KnownAs nobody;
    const auto found = known_.find(contact);
    return found == known_.end() ? nobody : found->second;
  }

 private:
  std::map<std::int64_t, KnownAs> known_;
};

}  // namespace parley::graph
