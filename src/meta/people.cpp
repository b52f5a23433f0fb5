#include "meta/people.h"

#include "base/text.h"

#include <algorithm>

namespace parley::meta {
namespace {

void fill(std::string& gap, const std::string& known) {
  if (gap.empty()) gap = known;
}

}  // namespace

std::string phone_spelling(std::string_view text) {
  text = trimmed(text);
  if (is_digits(text)) return std::string(text);
  const bool is_number = text.find_first_not_of("+0123456789 -().") == std::string_view::npos;
  auto digits = is_number ? digits_of(text) : std::string();
  return digits.empty() ? std::string(text) : digits;
}

Identity identity_of(Json phone, Json bsuid, Json parent) {
  Identity said{.phone = phone_spelling(phone.text()), .bsuid = bsuid.text(), .parent = parent.text()};
  for (std::string* const text : {&said.bsuid, &said.phone}) {
    if (!looks_like_parent_bsuid(*text)) continue;
    fill(said.parent, *text);
    text->clear();
  }
  if (looks_like_bsuid(said.phone)) {
    fill(said.bsuid, said.phone);
    said.phone.clear();
  }
  return said;
}

void complete(Identity& said, const Identity& known) {
  fill(said.phone, known.phone);
  fill(said.bsuid, known.bsuid);
  fill(said.parent, known.parent);
}

Profile profile_of(Json profile) {
  auto username = profile["username"].text();
  if (username.starts_with('@')) username.erase(0, 1);
  return {.name = profile["name"].text(), .username = std::move(username)};
}

OurNumber::OurNumber(const Scope& scope)
    : key_(phone_key(scope.display_phone)), phone_number_id_(scope.phone_number_id) {}

bool OurNumber::is(std::string_view phone) const {
  if (phone.empty()) return false;
  return phone == phone_number_id_ || (is_known() && phone_key(phone) == key_);
}

Contacts::Contacts(Json list) {
  for (const Json entry : list) {
    Person person{identity_of(entry["wa_id"], entry["user_id"], entry["parent_user_id"]),
                  profile_of(entry["profile"])};
    const auto& [phone, bsuid, parent, group] = person.identity;
    const auto place = people_.size();
    if (!phone.empty()) places_.push_back({{AliasKind::phone, phone_key(phone)}, place});
    if (!bsuid.empty()) places_.push_back({{AliasKind::bsuid, bsuid}, place});
    if (!parent.empty()) places_.push_back({{AliasKind::parent, parent}, place});
    if (!person.identity.empty()) people_.push_back(std::move(person));
  }
  std::sort(places_.begin(), places_.end());
}

const Person* Contacts::find(AliasKind kind, std::string_view value) const {
  if (value.empty()) return nullptr;
  const auto found = std::lower_bound(places_.begin(), places_.end(), std::pair(kind, value),
                                      [](const auto& place, const auto& wanted) {
                                        const auto& [of, text] = place.first;
                                        return std::pair<AliasKind, std::string_view>(of, text) < wanted;
                                      });
  const bool is_it = found != places_.end() && found->first.first == kind && found->first.second == value;
  return is_it ? &people_[found->second] : nullptr;
}

const Person* Contacts::find(const Identity& said) const {
  if (const auto* person = find(AliasKind::phone, phone_key(said.phone))) return person;
  if (const auto* person = find(AliasKind::bsuid, said.bsuid)) return person;
  return find(AliasKind::parent, said.parent);
}

}  // namespace parley::meta
