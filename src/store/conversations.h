#pragma once
// Conversations and messages as every dialect but the first reads them: across the organization's numbers, from a place
// in a list on, by id. And what is done to a conversation.

#include "base/function_ref.h"
#include "domain/conversation.h"
#include "store/contacts.h"
#include "store/query.h"
#include "store/transaction.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley {

// A place in a list of conversations by their last activity: (last_at, number); last_at 0 where there is no message.
struct ConversationPlace {
  std::int64_t last_at = 0;  // milliseconds
  std::int64_t number = 0;
};

struct OrganizationConversations {
  OrganizationId organization;
  std::vector<SenderId> senders;           // of these numbers; empty: of all
  std::vector<ConversationStatus> status;  // one of these; empty: any but deleted
  std::optional<std::int64_t> contact;     // of this contact: a public number
  std::optional<ContactListId> list;       // of the contacts of this list
  std::optional<MessageKey> message;       // the one that holds this message
  bool descending = true;                  // newest activity first; those without a message last
  std::optional<ConversationPlace> after;  // only what comes behind this place; `offset` counts from there
  std::int64_t offset = 0;
  std::int64_t limit = 50;
  bool contacts = true;  // whether ConversationRow::contact is wanted
};

// Without `list` any page costs what the first costs, and so does the total (which, like offset, counts all rows that
// match: `after` does not lessen it).
PageCount conversations(const Reader& from, const OrganizationConversations& query,
                        FunctionRef<void(const ConversationRow&)> sink);
bool is_light(const OrganizationConversations& query);

// A conversation with what a list shows beside it.
struct WholeConversation {
  ConversationRow row;
  std::optional<ContactRow>
      contact;                       // without labels and last_active_at; nothing where somebody deleted them
  std::optional<MessageRow> newest;  // without peer_phone
};
// The same pages.
PageCount whole_conversations(const Reader& from, const OrganizationConversations& query,
                              FunctionRef<void(const WholeConversation&)> sink);
// Without its newest message; else as `conversation`.
bool whole_conversation(const Reader& from, OrganizationId organization, std::int64_t number,
                        FunctionRef<void(const WholeConversation&)> sink);

// What is said in short of a conversation of one of several contacts.
struct ConversationOfContact {
  ContactId contact;
  std::int64_t number = 0;
  SenderId sender;
  ConversationStatus status = ConversationStatus::open;
  Timestamp created_at;
};
// All but the deleted ones, newest activity first for each contact.
std::vector<ConversationOfContact> conversations_of_contacts(const Reader& from, OrganizationId organization,
                                                             std::span<const ContactId> contacts);

// By its public number or one it had before, of whatever number of ours; deleted ones too. False where there is none.
bool conversation(const Reader& from, OrganizationId organization, std::int64_t number,
                  FunctionRef<void(const ConversationRow&)> sink);

// A place in messages by time; ties are in the order of the wamid.
struct MessagePlace {
  Timestamp at;
  std::string wamid;
};

// A message wherever it is; `key` is what a dialect's id holds. False where the organization has none such.
struct FoundMessage {
  std::int64_t conversation = 0;  // public number
  SenderId sender;
  std::int64_t contact = 0;  // public number
  ConversationStatus status = ConversationStatus::open;
};
bool message(const Reader& from, OrganizationId organization, MessageKey key,
             FunctionRef<void(const MessageRow&, const FoundMessage&)> sink);
std::optional<MessageKey> message_of_wamid(const Reader& from, const Sender& sender, std::string_view wamid);

struct ConversationMessages {
  OrganizationId organization;
  std::int64_t conversation = 0;  // public number
  bool descending = true;
  std::optional<MessagePlace> after;  // only what comes behind this place in that order
  std::int64_t offset = 0;
  std::int64_t limit = 50;
  bool peers = true;  // whether MessageRow::peer_phone is wanted
};
// Nothing where there is no such conversation.
std::optional<PageCount> messages(const Reader& from, const ConversationMessages& query,
                                  FunctionRef<void(const MessageRow&)> sink);

// Messages whatever their conversation. Those of deleted conversations are among them, and counted: deleting is a status,
// of which the conversation may come back, and says nothing of its messages. Whoever must not show them leaves them out.
struct OrganizationMessages {
  OrganizationId organization;
  std::vector<SenderId> senders;  // of these numbers; empty: of all
  std::optional<Direction> direction;
  std::vector<MessageStatus> status;    // one of these; empty: any
  std::optional<std::int64_t> contact;  // of this contact: a public number
  std::optional<std::int64_t> conversation;
  std::optional<ContactListId> list;
  std::optional<Timestamp> from;   // later than
  std::optional<Timestamp> until;  // earlier than
  bool descending = true;          // by (at, key)
  std::optional<std::pair<Timestamp, MessageKey>> after;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
  bool counts = true;    // whether PageCount::total is wanted
  bool contacts = true;  // whether FoundMessage::contact is
  bool peers = true;     // whether MessageRow::peer_phone is
};
PageCount messages(const Reader& from, const OrganizationMessages& query,
                   FunctionRef<void(const MessageRow&, const FoundMessage&)> sink);
bool is_light(const OrganizationMessages& query);

// Each writes its events, tells whether anything changed and throws not_found "conversation".
bool set_status(Transaction& in, OrganizationId organization, std::int64_t conversation,
                ConversationStatus status);
bool set_archived(Transaction& in, OrganizationId organization, std::int64_t conversation, bool archived);
// Nobody: nothing. Problem: not_found "member".
bool assign(Transaction& in, OrganizationId organization, std::int64_t conversation,
            std::optional<MemberId> to);
// All of the person's messages up to that one (its key; nothing: all) become read.
bool mark_read(Transaction& in, OrganizationId organization, std::int64_t conversation,
               std::optional<MessageKey> up_to = {});

}  // namespace parley
