#pragma once
// Puts together what an answer shows: the rows of a list, and what stands around each. Rows are taken in first and
// looked around for after, so that no statement runs within another's.

#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/page.h"
#include "store/conversations.h"
#include "store/labels.h"
#include "store/transaction.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace parley::wapikit {

// The texts of rows that outlive the call which handed them over.
class Texts {
 public:
  ConversationRow kept(ConversationRow row);
  MessageRow kept(MessageRow row);
  ContactRow kept(ContactRow row);

 private:
  void keep(std::string_view& text);
  std::deque<std::string> texts_;
};

// One read for one answer. What it gives is valid as long as it is.
class Gather {
 public:
  // `senders`: all numbers of the organization. A caller whose token is bound to one sees only that one's conversations.
  Gather(const Reader& from, const Token& token, const std::vector<Sender>& senders);
  // Where no conversation is looked at.
  Gather(const Reader& from, const Token& token);

  // The conversation by its public number. Problem: not_found "conversation".
  ConversationRow conversation(std::int64_t number);
  // With its newest messages, that many at most.
  ShownConversation shown(const ConversationRow& row, std::int64_t messages);
  PageCount conversations(const OrganizationConversations& query, std::vector<ConversationRow>& rows);

  // Oldest first. The rows of a page that is counted from the newest one come in that order too.
  PageCount thread(const ConversationRow& row, const Page& page, bool oldest_first,
                   std::vector<ShownMessage>& messages);
  PageCount messages(const OrganizationMessages& query, std::vector<ShownMessage>& messages);

  // Problem: not_found "contact".
  ShownContact contact(std::int64_t number);
  PageCount contacts(const ContactQuery& query, std::vector<ShownContact>& contacts);

  // Problem: not_found "list".
  ShownList list(ContactListId id);
  PageCount lists(const ContactListQuery& query, std::vector<ShownList>& lists);

  // The numbers of ours the caller may see; empty: all.
  [[nodiscard]] std::vector<SenderId> visible() const;
  // The message of that wamid, under whatever number of ours.
  std::optional<MessageKey> message_of(std::string_view wamid);

 private:
  void find_quoted(ShownMessage& message, SenderId sender);
  ContactRow contact_of(const ConversationRow& row);
  ShownContact shown(const ContactRow& row);
  ShownList shown(const ContactListRow& row);
  std::vector<Tag> tags_of(std::string_view labels);
  std::vector<Tag> tags_of(const std::vector<LabelId>& labels);
  const std::optional<Member>& member(MemberId id);

  const Reader& from_;
  const Token& token_;
  const std::vector<Sender>& senders_;
  OrganizationId organization_;
  Texts texts_;
  std::map<std::string, std::optional<LabelId>, std::less<>> labels_by_name_;
  std::map<LabelId, std::string> label_names_;
  std::map<MemberId, std::optional<Member>> members_;
};

// {"conversation":…} with the newest 200 messages. Problem: not_found "conversation".
void write_conversation_answer(const Reader& from, const Call& call, const Spelling& spelling,
                               const std::vector<Sender>& senders, std::int64_t number, std::string& out);

}  // namespace parley::wapikit
