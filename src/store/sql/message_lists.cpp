#include "store/sql/message_lists.h"

#include "store/sql/answers.h"
#include "store/sql/conversation_class.h"
#include "store/sql/listed_messages.h"
#include "store/sql/numbers.h"
#include "store/sql/ranked_lists.h"

namespace parley::sql {
namespace {

constexpr Query head_of{
    "SELECT v.levels, v.tally, v.tail, v.sender, v.number, c.number, s.phone, v.class FROM conversation v "
    "CROSS JOIN contact c CROSS JOIN sender s WHERE v.organization = $1 AND v.id = $2 "
    "AND c.organization = v.organization AND c.id = v.contact AND s.organization = v.organization "
    "AND s.id = v.sender"};
constexpr Query contact_of_number{
    "SELECT contact FROM contact_alias WHERE organization = $1 AND number = $2"};
constexpr Query conversations_of_contact{
    "SELECT id, sender FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query contact_of_conversation{
    "SELECT contact FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query is_member{
    "SELECT 1 FROM contact_list_member WHERE organization = $1 AND list = $2 AND contact = $3"};

std::vector<std::int64_t> conversations_asked(Connection& db, const OrganizationMessages& query) {
  const auto organization = query.organization.value;
  std::vector<std::int64_t> ids;
  std::optional<std::int64_t> contact;
  if (query.contact) contact = first_integer(db, contact_of_number, organization, *query.contact);
  if (query.conversation) {
    const auto id = id_of_number(db, organization, *query.conversation);
    const bool is_theirs =
        !contact || first_integer(db, contact_of_conversation, organization, id) == *contact;
    if (id != 0 && is_theirs) ids.push_back(id);
  } else {
    auto rows = db.rows(conversations_of_contact, organization, *contact);
    while (rows.next()) ids.push_back(rows.integer(0));
  }
  std::erase_if(ids, [&](std::int64_t id) {
    if (!query.list) return false;
    const auto of = first_integer(db, contact_of_conversation, organization, id);
    return !exists(db, is_member, organization, query.list->value, of);
  });
  return ids;
}

// Of a contact, of one conversation, or of both at once.
MessageLists lists_of_conversations(Connection& db, const OrganizationMessages& query) {
  const auto organization = query.organization.value;
  MessageLists lists;
  for (const auto id : conversations_asked(db, query)) {
    auto rows = db.rows(head_of, organization, id);
    if (!rows.next() || !is_asked(query, rows.integer(3))) continue;
    lists.ranked.push_back({.list = messages_of(organization, id),
                            .levels = rows.integer(0),
                            .tally = std::string(rows.text(1)),
                            .tail = std::string(rows.text(2))});
    lists.homes.push_back({.conversation = rows.integer(4),
                           .sender = {rows.integer(3)},
                           .contact = rows.integer(5),
                           .status = Class{rows.integer(7)}.status()});
    lists.phones.emplace_back(rows.text(6));
  }
  return lists;
}

MessageLists lists_of_senders(Connection& db, const OrganizationMessages& query) {
  MessageLists lists;
  for (auto& sender : senders_asked(db, query)) {
    lists.ranked.push_back(ranked_list(db, messages_of_sender(query.organization.value, sender.id.value)));
    lists.homes.push_back({.sender = sender.id});
    lists.phones.push_back(std::move(sender.phone));
  }
  return lists;
}

}  // namespace

MessageLists message_lists(Connection& db, const OrganizationMessages& query) {
  return is_narrow(query) ? lists_of_conversations(db, query) : lists_of_senders(db, query);
}

Stretch times_asked(const OrganizationMessages& query) {
  Stretch times;
  if (query.from) times.from = {to_millis(*query.from) + 1, ""};
  if (query.until) times.until = {to_millis(*query.until), ""};
  return times;
}

}  // namespace parley::sql
