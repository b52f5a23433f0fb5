#include "dialects/wapikit/contact_batch.h"

#include "base/problem.h"
#include "domain/identity.h"
#include "store/contact_lists.h"

#include <map>
#include <set>

namespace parley::wapikit {
std::vector<ContactListId> known_lists(const Reader& from, const Spelling& spelling,
                                       const std::vector<std::string>& ids) {
  std::vector<ContactListId> lists;
  for (const auto& id : ids) {
    const ContactListId list{spelling.number(kind::list, id)};
    if (!contact_list(from, spelling.organization(), list)) throw Problem::not_found("list");
    lists.push_back(list);
  }
  return lists;
}

std::int64_t ContactBatch::write(Transaction& in) const {
  std::map<std::vector<std::string>, std::vector<ContactListId>> lists;  // mostly all are put into the same
  for (const auto& contact : contacts_) {
    const auto [at, is_new] = lists.try_emplace(contact.lists);
    if (is_new) at->second = known_lists(in, spelling_, contact.lists);
  }
  std::int64_t added = 0;
  std::set<std::string> seen;
  for (const auto& contact : contacts_) {
    const bool is_new = seen.insert(phone_key(contact.phone)).second;
    if (!is_new || is_taken(in, spelling_.organization(), contact.phone)) continue;
    NewContact fresh{.phone = contact.phone, .name = contact.name, .attributes = contact.attributes};
    fresh.status = contact.status;
    fresh.lists = lists.at(contact.lists);
    add_contact(in, spelling_.organization(), fresh);
    ++added;
  }
  return added;
}

}  // namespace parley::wapikit
