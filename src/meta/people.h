#pragma once
// Who is meant: the identifiers Meta scatters over a value, gathered into one Identity a person.

#include "base/json.h"
#include "domain/fact.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::meta {

// A person as far as one delivery tells.
struct Person {
  Identity identity;
  Profile profile;
};

// Digits, where `text` is a number as people write them; else as it is.
std::string phone_spelling(std::string_view text);

// An id that looks like a business-scoped one is one, whatever key it came under.
Identity identity_of(Json phone, Json bsuid, Json parent);

// What `known` says of the same person and `said` does not.
void complete(Identity& said, const Identity& known);

// A name, and a username without its @.
Profile profile_of(Json profile);

// Our own number, by which directions are told apart.
class OurNumber {
 public:
  OurNumber() = default;
  explicit OurNumber(const Scope& scope);
  [[nodiscard]] bool is_known() const { return !key_.empty(); }
  [[nodiscard]] bool is(std::string_view phone) const;

 private:
  std::string key_;
  std::string phone_number_id_;
};

// value.contacts: found by identifier, never by place.
class Contacts {
 public:
  Contacts() = default;
  explicit Contacts(Json list);

  // The entry that shares an identifier with `said`: number first, then BSUID, then parent; null where none
  // does.
  [[nodiscard]] const Person* find(const Identity& said) const;
  // The entry with an identifier, where there is exactly one.
  [[nodiscard]] const Person* only() const { return people_.size() == 1 ? people_.data() : nullptr; }

 private:
  [[nodiscard]] const Person* find(AliasKind kind, std::string_view value) const;

  using Key = std::pair<AliasKind, std::string>;
  std::vector<Person> people_;
  std::vector<std::pair<Key, std::size_t>> places_;  // sorted
};

}  // namespace parley::meta
