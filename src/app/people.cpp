#include "app/people.h"

#include "base/problem.h"
#include "base/secrets.h"
#include "dialects/wapikit/tokens.h"

#include <algorithm>

namespace parley::app {

bool add_person(OpenStore& store, const NewPerson& person) {
  const auto hash = hash_password(person.password);
  bool is_new = false;
  const auto add = [&](Transaction& in) {
    const auto known = user_of_email(in, person.email);
    is_new = !known;
    const auto id = known ? known->id
                          : parley::add_user(in, {.email = person.email,
                                                  .username = person.username,
                                                  .name = person.name,
                                                  .password = hash});
    add_member(in, person.organization, id, person.is_owner);
  };
  store.wait(store->write(add));
  return is_new;
}

std::string make_persons_token(OpenStore& store, const PersonsToken& wanted) {
  std::string text;
  const auto make = [&](Transaction& in) {
    const auto who = user_of_email(in, wanted.email);
    const auto all = who ? memberships(in, who->id) : std::vector<MembershipRow>{};
    const auto of = std::ranges::find(all, wanted.organization, &MembershipRow::organization);
    if (of == all.end()) {
      throw Problem(Problem::Kind::not_found, "user",
                    "nobody with the email " + wanted.email +
                        " is a member of that organization: `parley user add` makes one");
    }
    const auto name = wanted.name.empty() ? wapikit::api_key_name : std::string_view(wanted.name);
    const auto expires_at = wanted.expires_at.value_or(in.now + wapikit::api_key_life);
    text = wapikit::issue_token(in, store->seal(), *who, *of, name, expires_at).text;
  };
  store.wait(store->write(make));
  return text;
}

}  // namespace parley::app
