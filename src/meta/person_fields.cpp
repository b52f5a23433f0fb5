// Fields about persons: the business' address book and marketing preferences.

#include "meta/readers.h"

namespace parley::meta {

void read_address_book_entry(Reading& reading, const Path& path, Json entry) {
  const Json contact = entry["contact"];
  const auto type = entry["type"].text();
  if (!type.empty() && type != "contact") return reading.tell(entry, NoticeFact{reading.field});

  auto peer = identity_of(contact["phone_number"], contact["user_id"], contact["parent_user_id"]);
  if (peer.empty()) return reading.park(entry, path, "names nobody");
  // "add" also means changed; "remove" comes without names, or with the ones that go.
  const bool is_removed = entry["action"].text() == "remove";
  const Json name = contact["full_name"].is_empty() ? contact["first_name"] : contact["full_name"];
  reading.tell(entry, AddressBookFact{.peer = std::move(peer),
                                      .name = is_removed ? std::string() : name.text(),
                                      .profile = {.username = profile_of(contact).username},
                                      .at = reading.moment(entry["metadata"]["timestamp"]).at});
}

void read_preference(Reading& reading, const Path& path, Json preference) {
  const auto category = preference["category"].text();
  const auto value = preference["value"].text();
  const bool is_stop = value == "stop";
  const bool is_known = is_stop || value == "resume" || value == "signup";
  const bool is_marketing = category.empty() || category == "marketing_messages";
  if (!is_known || !is_marketing) return reading.tell(preference, NoticeFact{reading.field});

  auto said = identity_of(preference["wa_id"], preference["user_id"], preference["parent_user_id"]);
  auto person = reading.person(std::move(said), StandIn::only_contact);
  if (person.identity.empty()) return reading.park(preference, path, "names nobody");
  reading.tell(preference, PreferenceFact{.peer = std::move(person.identity),
                                          .marketing_stopped = is_stop,
                                          .at = reading.moment(preference["timestamp"]).at,
                                          .profile = std::move(person.profile)});
}

}  // namespace parley::meta
