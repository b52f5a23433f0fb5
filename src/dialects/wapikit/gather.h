#pragma once
// Puts together what an answer shows: the rows of a list, and what stands around each. What stands around many is asked
// for once a page or once for each different one, not row by row.

#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/page.h"
#include "store/conversations.h"
#include "store/labels.h"
#include "store/row_texts.h"
#include "store/transaction.h"

#include <map>
#include <string>
#include <vector>

namespace parley::wapikit {

// One read for one answer. What it gives is valid as long as it is.
class Gather {
 public:
  // `senders`: all numbers of the organization. A caller whose token is bound to one sees only that one's conversations.
  Gather(const Reader& from, const Token& token, const std::vector<Sender>& senders);
  // Where no conversation is looked at.
  Gather(const Reader& from, const Token& token);

  // The conversation by its public number. Problem: not_found "conversation".
  ConversationRow conversation(std::int64_t number);
  // The same with its newest messages, that many at most.
  ShownConversation with_messages(std::int64_t number, std::int64_t messages);
  // Each with its newest message; valid during the call that hands it over.
  PageCount conversations(const OrganizationConversations& query,
                          FunctionRef<void(const ShownConversation&)> sink);

  // Oldest first. The rows of a page that is counted from the newest one come in that order too.
  PageCount thread(const ConversationRow& row, const Page& page, bool oldest_first,
                   std::vector<ShownMessage>& messages);
  PageCount messages(const OrganizationMessages& query, std::vector<ShownMessage>& messages);
  // By its key, of whatever conversation; nothing where there is none that is shown.
  std::optional<ShownMessage> message(MessageKey key);

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
  // Problem: not_found "conversation" where it is none, or of a number that the caller may not see.
  void need_visible(std::optional<SenderId> of) const;
  ShownConversation shown(const WholeConversation& whole);
  std::vector<ShownContact> shown(const std::vector<ContactRow>& rows);
  ShownList shown(const ContactListRow& row);
  std::vector<Tag> tags_of(std::string_view labels);
  std::vector<Tag> tags_of(const std::vector<LabelId>& labels);
  const std::optional<Member>& member(MemberId id);

  const Reader& from_;
  const Token& token_;
  const std::vector<Sender>& senders_;
  OrganizationId organization_;
  RowTexts texts_;
  std::map<std::string, std::optional<LabelId>, std::less<>> labels_by_name_;
  std::map<LabelId, std::string> label_names_;
  std::map<MemberId, std::optional<Member>> members_;
};

// {"conversation":…} with the newest 200 messages. Problem: not_found "conversation".
void write_conversation_answer(const Reader& from, const Call& call, const Spelling& spelling,
                               const std::vector<Sender>& senders, std::int64_t number, std::string& out);

}  // namespace parley::wapikit
