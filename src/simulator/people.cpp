#include "simulator/people.h"

#include "base/secrets.h"
#include "simulator/dice.h"

#include <algorithm>

namespace parley::simulator {

namespace {

bool is_from(const Country& country, std::string_view wa_id) {
  return wa_id.starts_with(country.dial.substr(0, 2));
}

}  // namespace

const Country& country_of(std::string_view wa_id) {
  const auto all = countries();
  const auto found =
      std::ranges::find_if(all, [&](const Country& country) { return is_from(country, wa_id); });
  return found != all.end() ? *found : all.back();
}

Person person_of(std::uint64_t seed, std::string_view wa_id, int changes) {
  const Country& country = country_of(wa_id);
  const auto stem = wa_id.substr(0, wa_id.size() - std::min<std::size_t>(wa_id.size(), 6));
  Dice face(mixed(seed, stable_hash(stem)));
  Person person{.wa_id = std::string(wa_id), .name = std::string(face.one_of(country.names))};
  Dice id(mixed(mixed(seed, stable_hash(wa_id)), static_cast<std::uint64_t>(changes)));
  person.user_id = std::string(is_from(country, wa_id) ? country.code : "US") + "." + id.digits(17);
  return person;
}

Person People::find(const Identity& to) const {
  if (!to.phone.empty()) {
    const auto changed = changes_.find(to.phone);
    return person_of(seed_, to.phone, changed == changes_.end() ? 0 : changed->second);
  }
  const auto& user_id = to.bsuid.empty() ? to.parent : to.bsuid;
  Dice face(mixed(seed_, stable_hash(user_id)));
  Person person{.user_id = user_id};
  person.name = face.one_of(countries().front().names);
  for (const Country& country : countries()) {
    if (user_id.starts_with(country.code)) person.name = face.one_of(country.names);
  }
  return person;
}

Person People::change(const Person& person) {
  if (person.wa_id.empty()) return person;
  const auto [entry, is_new] = changes_.try_emplace(person.wa_id, 0);
  ++entry->second;
  if (is_new) order_.push_back(person.wa_id);
  const auto changed = person_of(seed_, person.wa_id, entry->second);
  if (order_.size() > most) {
    changes_.erase(order_.front());
    order_.pop_front();
  }
  return changed;
}

}  // namespace parley::simulator
