#include "dialects/kirim/people.h"

#include "base/text.h"
#include "store/conversations.h"

#include <map>

namespace parley::kirim {
namespace {

// A contact's row that outlives the reading of it.
struct Contact {
  explicit Contact(const ContactRow& from)
      : place{to_millis(from.created_at), from.number},
        row(from),
        phone(from.phone),
        name(from.name),
        email(from.email),
        attributes(from.attributes) {}
  // Views of its own texts.
  [[nodiscard]] ContactRow shown() const {
    auto own = row;
    own.phone = phone, own.name = name, own.email = email, own.attributes = attributes;
    own.username = own.labels = {};
    return own;
  }

  Place place;
  std::optional<ConversationOfContact> with;  // under the account
  ContactRow row;
  std::string phone, name, email, attributes;
};

bool holds(std::string_view text, const std::string& lower) {
  return ascii_lower(text).find(lower) != std::string::npos;
}

// The store looks into phones too, Kirim into names and addresses only.
bool is_found_by_phone_only(const Contact& contact, const std::string& search) {
  const auto lower = ascii_lower(search);
  return !search.empty() && holds(contact.phone, lower) && !holds(contact.name, lower) &&
         !holds(contact.email, lower);
}

std::vector<Contact> contacts_of(const Reader& from, const ContactQuery& query, SenderId account) {
  std::vector<Contact> rows;
  std::vector<ContactId> ids;
  contacts(from, query, [&](const ContactRow& row) {
    rows.emplace_back(row);
    ids.push_back(row.id);
  });
  std::map<ContactId, ConversationOfContact> with;
  for (const auto& each : conversations_of_contacts(from, query.organization, ids))
    if (each.sender == account) with.emplace(each.contact, each);
  for (auto& row : rows) {
    if (const auto found = with.find(row.row.id); found != with.end()) row.with = found->second;
  }
  return rows;
}

}  // namespace

void write_contacts(const Reader& from, const Sender& account, const Ids& ids, const ContactParams& asked,
                    const Page& page, PageWriter& out) {
  ContactQuery query{.organization = account.organization,
                     .sender = account.id,
                     .phone = asked.phone,
                     .search = asked.search,
                     .counts = false,
                     .labels = false,
                     .activity = false};
  const auto read = [&](const std::optional<Place>& after, std::int64_t most) {
    query.limit = most;
    if (after) query.after = {from_millis(after->at), after->number};
    return contacts_of(from, query, account.id);
  };
  const auto is_shown = [&](const Contact& contact) {
    return contact.with && !is_found_by_phone_only(contact, asked.search);
  };
  fill(out, page, read, is_shown, [&](const Contact& contact) {
    write_contact(out.json(), ids, account, contact.shown(), contact.with->number, contact.with->created_at);
  });
}

void write_contact_of(const Reader& from, const Sender& account, const Ids& ids, const Conversation& with,
                      JsonWriter& json) {
  const auto write = [&](const ContactRow& row) {
    write_contact(json, ids, account, row, with.number, with.created_at);
  };
  const bool found = contact(from, account.organization, with.contact, write);
  if (!found) throw Problem::not_found("contact");
}

std::optional<Conversation> conversation_with(const Reader& from, const Sender& account,
                                              std::int64_t contact) {
  std::optional<Conversation> found;
  const OrganizationConversations query{
      .organization = account.organization, .senders = {account.id}, .contact = contact, .limit = 1};
  conversations(from, query, [&](const ConversationRow& row) { found.emplace(row); });
  return found;
}

int conversations_of(const Reader& from, OrganizationId organization, std::int64_t contact) {
  int count = 0;
  const OrganizationConversations query{.organization = organization, .contact = contact, .limit = 2};
  conversations(from, query, [&](const ConversationRow&) { ++count; });
  return count;
}

}  // namespace parley::kirim
