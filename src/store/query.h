#pragma once
// What may be asked of the store's lists. Every query names its organization; empty and absent members ask nothing.

#include "domain/conversation.h"
#include "domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

enum class ConversationSort : int { last_message_at, updated_at, created_at, total_messages, unread_count };
enum class MessageSort : int { at, created_at, updated_at };
enum class LabelMatch : int { any, all };

struct ConversationFilter {
  OrganizationId organization;
  SenderId sender;
  std::vector<ConversationStatus> status;  // one of these; empty: any
  std::optional<bool> archived;
  bool unread_only = false;
  std::optional<Direction> last_direction;
  std::vector<std::string> phones;  // one of these, digits and exact
  // Activity (last message, else last change) within [from, until).
  std::optional<Timestamp> active_from;
  std::optional<Timestamp> active_until;
  std::string search;               // within contact name, contact phone or last text; case is ignored
  std::vector<std::string> labels;  // uids
  LabelMatch label_match = LabelMatch::any;  // of `labels`
  std::vector<std::string> without_labels;   // none of these uids
};

struct ConversationQuery {
  ConversationFilter filter;
  ConversationSort sort = ConversationSort::last_message_at;
  bool descending = true;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};

// A page's place in the whole. Ties of the sort are broken by number in the same direction; rows without a time come
// last when descending and first when ascending.
struct PageCount {
  std::int64_t total = 0;         // rows that match, on all pages
  std::int64_t count = 0;         // rows handed over
  std::int64_t conversation = 0;  // of messages: the conversation's public number of today
};

struct ConversationSummary {
  std::int64_t total = 0;
  std::int64_t unread = 0;
  std::int64_t archived = 0;
  std::int64_t open = 0;  // status open or pending, and not archived
  std::int64_t last_inbound = 0;
  std::int64_t last_outbound = 0;
};

struct MessageQuery {
  OrganizationId organization;
  SenderId sender;
  std::int64_t conversation = 0;  // its public number
  std::optional<Direction> direction;
  std::vector<std::string> types;     // one of Meta's words, exact; empty: any
  std::vector<MessageStatus> status;  // one of these; empty: any
  std::string search;                 // within the text; case is ignored
  MessageSort sort = MessageSort::at;
  bool descending = true;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};

}  // namespace parley
