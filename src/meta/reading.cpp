#include "meta/reading.h"

#include "meta/moment.h"

namespace parley::meta {

std::string Path::text() const {
  auto text = within ? within->text() : std::string();
  if (!text.empty()) text += '.';
  text += name;
  if (index >= 0) text += '[' + std::to_string(index) + ']';
  return text;
}

// Scopes are listed once they have something in them; a value's facts follow each other.
std::uint32_t Reading::scope_number() {
  if (facts.scopes.empty() || facts.scopes.back() != scope) facts.scopes.push_back(scope);
  return static_cast<std::uint32_t>(facts.scopes.size() - 1);
}

void Reading::tell(Json raw, What what) {
  facts.facts.push_back({scope_number(), raw.slice(), std::move(what)});
}

void Reading::park(Json raw, const Path& path, std::string reason) {
  facts.parked.push_back({scope_number(), raw.slice(), path.text(), std::move(reason)});
}

Moment Reading::moment(Json text) const {
  const auto told = moment_of(text.text());
  return told ? Moment{*told, false} : Moment{received, true};
}

Person Reading::person(Identity said, StandIn stand_in) const {
  const auto* entry = contacts.find(said);
  if (!entry && said.empty() && stand_in == StandIn::only_contact) entry = contacts.only();
  Person person{std::move(said), {}};
  if (!entry) return person;
  complete(person.identity, entry->identity);
  person.profile = entry->profile;
  return person;
}

}  // namespace parley::meta
