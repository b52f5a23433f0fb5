#include "dialects/wapikit/gather.h"

#include "base/problem.h"

#include <algorithm>
#include <utility>

namespace parley::wapikit {
namespace {

// Of what a contact shows beside itself.
constexpr std::size_t most_lists = 100;
constexpr std::size_t most_conversations = 20;

const std::vector<Sender> no_senders;

// The text before `end`; leaves what comes behind it.
std::string_view take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

}  // namespace

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
  need_visible(found ? std::optional(found->sender) : std::nullopt);
  return *found;
}

void Gather::need_visible(std::optional<SenderId> of) const {
  if (!of || token_.sender.value_or(*of) != *of) throw Problem::not_found("conversation");
}

PageCount Gather::conversations(const OrganizationConversations& query,
                                FunctionRef<void(const ShownConversation&)> sink) {
  const auto show = [&](const WholeConversation& whole) { sink(shown(whole)); };
  return whole_conversations(from_, query, show);
}

ShownConversation Gather::with_messages(std::int64_t number, std::int64_t messages) {
  std::optional<ShownConversation> found;
  const auto sink = [&](const WholeConversation& whole) {
    found = shown(whole);
    found->row = texts_.kept(found->row);
    found->contact = texts_.kept(found->contact);
  };
  whole_conversation(from_, organization_, number, sink);
  need_visible(found ? std::optional(found->row.sender) : std::nullopt);
  found->total_messages = thread(found->row, {.size = messages}, false, found->messages).total;
  return *std::move(found);
}

// A contact that is deleted here is shown as its conversation knows it.
ShownConversation Gather::shown(const WholeConversation& whole) {
  const auto& row = whole.row;
  ShownConversation shown{.row = row, .total_messages = row.total_messages};
  shown.contact = whole.contact.value_or(ContactRow{.number = row.contact,
                                                    .phone = row.contact_phone,
                                                    .name = row.contact_name,
                                                    .status = ContactStatus::deleted,
                                                    .created_at = row.created_at});
  shown.assignee = member(row.assignee);
  shown.tags = tags_of(row.labels);
  if (!whole.newest) return shown;
  shown.messages.push_back({.row = *whole.newest, .conversation = row.number});
  find_quoted(shown.messages.back(), row.sender);
  return shown;
}

PageCount Gather::thread(const ConversationRow& row, const Page& page, bool oldest_first,
                         std::vector<ShownMessage>& messages) {
  ConversationMessages query{.organization = organization_, .conversation = row.number};
  query.descending = !oldest_first;
  query.offset = page.offset();
  query.limit = page.size;
  query.peers = false;
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

std::optional<ShownMessage> Gather::message(MessageKey key) {
  std::optional<ShownMessage> shown;
  SenderId sender;
  const auto sink = [&](const MessageRow& row, const FoundMessage& found) {
    shown = ShownMessage{.row = texts_.kept(row), .conversation = found.conversation, .quoted = {}};
    sender = found.sender;
  };
  parley::message(from_, organization_, key, sink);
  if (shown) find_quoted(*shown, sender);
  return shown;
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

ShownContact Gather::contact(std::int64_t number) {
  std::vector<ContactRow> found;
  const auto sink = [&](const ContactRow& row) { found.push_back(texts_.kept(row)); };
  parley::contact(from_, organization_, number, sink);
  if (found.empty()) throw Problem::not_found("contact");
  return std::move(shown(found).front());
}

PageCount Gather::contacts(const ContactQuery& query, std::vector<ShownContact>& contacts) {
  std::vector<ContactRow> rows;
  const auto sink = [&](const ContactRow& row) { rows.push_back(texts_.kept(row)); };
  const auto count = parley::contacts(from_, query, sink);
  contacts = shown(rows);
  return count;
}

std::vector<ShownContact> Gather::shown(const std::vector<ContactRow>& rows) {
  std::vector<ShownContact> all;
  std::vector<ContactId> ids;
  std::map<ContactId, std::size_t> places;
  for (const auto& row : rows) {
    places.emplace(row.id, all.size());
    ids.push_back(row.id);
    all.push_back({.row = row, .tags = tags_of(row.labels)});
  }
  const auto add_list = [&](ContactId contact, const ContactListRow& list) {
    auto& of = all[places[contact]].lists;
    if (of.size() < most_lists) of.push_back(shown(list));
  };
  lists_of_contacts(from_, organization_, ids, add_list);
  for (const auto& each : conversations_of_contacts(from_, organization_, ids)) {
    auto& of = all[places[each.contact]];
    const bool is_visible = token_.sender.value_or(each.sender) == each.sender;
    if (!is_visible || of.conversations.size() >= most_conversations) continue;
    auto& row = of.conversations.emplace_back().row;
    row.number = each.number;
    row.contact = of.row.number;
    row.status = each.status;
    row.created_at = each.created_at;
  }
  return all;
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
