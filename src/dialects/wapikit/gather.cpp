#include "dialects/wapikit/gather.h"

#include "base/problem.h"

#include <algorithm>
#include <utility>

namespace parley::wapikit {
namespace {

// Of what a contact shows beside itself.
constexpr std::int64_t most_lists = 100;
constexpr std::int64_t most_conversations = 20;

const std::vector<Sender> no_senders;

// The text before `end`; leaves what comes behind it.
std::string_view take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

}  // namespace

void Texts::keep(std::string_view& text) {
  if (text.empty()) return;
  texts_.emplace_back(text);
  text = texts_.back();
}

ConversationRow Texts::kept(ConversationRow row) {
  for (auto* text : {&row.contact_phone, &row.contact_name, &row.sender_phone, &row.phone_number_id,
                     &row.last_wamid, &row.last_text, &row.last_type, &row.labels}) {
    keep(*text);
  }
  return row;
}

MessageRow Texts::kept(MessageRow row) {
  for (auto* text : {&row.wamid, &row.type, &row.text, &row.caption, &row.peer_phone, &row.sender_phone,
                     &row.media_id, &row.media_mime_type, &row.media_filename, &row.media_url, &row.object,
                     &row.quoted_wamid, &row.error}) {
    keep(*text);
  }
  return row;
}

ContactRow Texts::kept(ContactRow row) {
  for (auto* text : {&row.phone, &row.name, &row.username, &row.email, &row.attributes, &row.labels})
    keep(*text);
  return row;
}

Gather::Gather(const Reader& from, const Token& token, const std::vector<Sender>& senders)
    : from_(from), token_(token), senders_(senders), organization_(token.organization) {}

Gather::Gather(const Reader& from, const Token& token) : Gather(from, token, no_senders) {}

std::vector<SenderId> Gather::visible() const {
  if (!token_.sender) return {};
  return {*token_.sender};
}

ConversationRow Gather::conversation(std::int64_t number) {
  std::optional<ConversationRow> found;
  const auto sink = [&](const ConversationRow& row) { found = texts_.kept(row); };
  parley::conversation(from_, organization_, number, sink);
  const bool is_visible = found && token_.sender.value_or(found->sender) == found->sender;
  if (!is_visible) throw Problem::not_found("conversation");
  return *found;
}

PageCount Gather::conversations(const OrganizationConversations& query, std::vector<ConversationRow>& rows) {
  const auto sink = [&](const ConversationRow& row) { rows.push_back(texts_.kept(row)); };
  return parley::conversations(from_, query, sink);
}

ShownConversation Gather::shown(const ConversationRow& row, std::int64_t messages) {
  ShownConversation shown{.row = row, .contact = contact_of(row)};
  shown.assignee = member(row.assignee);
  shown.tags = tags_of(row.labels);
  shown.total_messages = thread(row, {.size = messages}, false, shown.messages).total;
  return shown;
}

PageCount Gather::thread(const ConversationRow& row, const Page& page, bool oldest_first,
                         std::vector<ShownMessage>& messages) {
  ConversationMessages query{.organization = organization_, .conversation = row.number};
  query.descending = !oldest_first;
  query.offset = page.offset();
  query.limit = page.size;
  const auto sink = [&](const MessageRow& message) {
    messages.push_back({.row = texts_.kept(message), .conversation = row.number});
  };
  const auto count = parley::messages(from_, query, sink);
  if (!oldest_first) std::reverse(messages.begin(), messages.end());
  for (auto& message : messages) find_quoted(message, row.sender);
  return count.value_or(PageCount{});
}

PageCount Gather::messages(const OrganizationMessages& query, std::vector<ShownMessage>& messages) {
  std::vector<SenderId> of;
  const auto sink = [&](const MessageRow& row, const FoundMessage& found) {
    messages.push_back({.row = texts_.kept(row), .conversation = found.conversation});
    of.push_back(found.sender);
  };
  const auto count = parley::messages(from_, query, sink);
  for (std::size_t i = 0; i < messages.size(); ++i) find_quoted(messages[i], of[i]);
  return count;
}

void Gather::find_quoted(ShownMessage& message, SenderId sender) {
  if (message.row.quoted_wamid.empty()) return;
  const auto by = std::find_if(senders_.begin(), senders_.end(),
                               [sender](const Sender& each) { return each.id == sender; });
  if (by != senders_.end()) message.quoted = message_of_wamid(from_, *by, message.row.quoted_wamid);
}

std::optional<MessageKey> Gather::message_of(std::string_view wamid) {
  for (const auto& sender : senders_) {
    if (token_.sender.value_or(sender.id) != sender.id) continue;
    if (const auto key = message_of_wamid(from_, sender, wamid)) return key;
  }
  return std::nullopt;
}

// A contact that is deleted here is shown as its conversation knows it.
ContactRow Gather::contact_of(const ConversationRow& row) {
  ContactRow contact{.number = row.contact, .phone = row.contact_phone, .name = row.contact_name};
  contact.status = ContactStatus::deleted;
  contact.created_at = row.created_at;
  const auto sink = [&](const ContactRow& found) { contact = texts_.kept(found); };
  parley::contact(from_, organization_, row.contact, sink);
  return contact;
}

ShownContact Gather::contact(std::int64_t number) {
  std::optional<ContactRow> found;
  const auto sink = [&](const ContactRow& row) { found = texts_.kept(row); };
  parley::contact(from_, organization_, number, sink);
  if (!found) throw Problem::not_found("contact");
  return shown(*found);
}

PageCount Gather::contacts(const ContactQuery& query, std::vector<ShownContact>& contacts) {
  std::vector<ContactRow> rows;
  const auto sink = [&](const ContactRow& row) { rows.push_back(texts_.kept(row)); };
  const auto count = parley::contacts(from_, query, sink);
  for (const auto& row : rows) contacts.push_back(shown(row));
  return count;
}

ShownContact Gather::shown(const ContactRow& row) {
  ShownContact shown{.row = row, .tags = tags_of(row.labels)};
  ContactListQuery of_contact{.organization = organization_, .contact = row.number};
  of_contact.limit = most_lists;
  lists(of_contact, shown.lists);

  OrganizationConversations query{.organization = organization_, .senders = visible()};
  query.contact = row.number;
  query.limit = most_conversations;
  std::vector<ConversationRow> rows;
  conversations(query, rows);
  for (const auto& each : rows) shown.conversations.push_back({.row = each});
  return shown;
}

ShownList Gather::list(ContactListId id) {
  const auto row = contact_list(from_, organization_, id);
  if (!row) throw Problem::not_found("list");
  return shown(*row);
}

PageCount Gather::lists(const ContactListQuery& query, std::vector<ShownList>& lists) {
  std::vector<ContactListRow> rows;
  const auto sink = [&](const ContactListRow& row) { rows.push_back(row); };
  const auto count = contact_lists(from_, query, sink);
  for (const auto& row : rows) lists.push_back(shown(row));
  return count;
}

ShownList Gather::shown(const ContactListRow& row) { return {.row = row, .tags = tags_of(row.labels)}; }

std::vector<Tag> Gather::tags_of(std::string_view labels) {
  std::vector<Tag> tags;
  while (!labels.empty()) {
    take_until(labels, '\x1F');
    const auto name = take_until(labels, '\x1E');
    auto known = labels_by_name_.find(name);
    if (known == labels_by_name_.end()) {
      const auto row = label_named(from_, organization_, name);
      known = labels_by_name_.emplace(name, row ? std::optional(row->id) : std::nullopt).first;
    }
    if (known->second) tags.push_back({*known->second, known->first});
  }
  return tags;
}

std::vector<Tag> Gather::tags_of(const std::vector<LabelId>& labels) {
  std::vector<Tag> tags;
  for (const auto id : labels) {
    auto known = label_names_.find(id);
    if (known == label_names_.end()) {
      const auto row = label(from_, organization_, id);
      known = label_names_.emplace(id, row ? row->name : std::string()).first;
    }
    if (!known->second.empty()) tags.push_back({id, known->second});
  }
  return tags;
}

const std::optional<Member>& Gather::member(MemberId id) {
  const auto known = members_.find(id);
  if (known != members_.end()) return known->second;
  auto found = id.value == 0 ? std::nullopt : parley::member(from_, organization_, id);
  return members_.emplace(id, std::move(found)).first->second;
}

}  // namespace parley::wapikit
