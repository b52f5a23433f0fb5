#pragma once
// Query strings read into what is asked; pure. A parameter that is empty counts as absent, one that is not ours is
// ignored, and one that is wrong throws Problem::invalid with the words the caller reads. Ids are checked to be UUIDs
// and stay texts.

#include "dialects/wapikit/page.h"
#include "domain/conversation.h"
#include "http/params.h"
#include "store/contacts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

constexpr std::int64_t most_of_conversations = 50;
constexpr std::int64_t most_of_contacts = 50;
constexpr std::int64_t most_of_messages = 200;
constexpr std::int64_t most_of_others = 1'000;

struct AskedConversations {
  Page page;
  bool descending = true;
  std::vector<ConversationStatus> status;  // empty: any but deleted
  std::string contact, list;               // ids; empty: any
  std::string message;                     // an id or a wamid; empty: any
  bool of_campaign = false;                // of some campaign, of which there is none
};
AskedConversations read_asked_conversations(const http::Params& params);

// A conversation's messages: without an order the first page is the newest, and the oldest of a page comes first.
struct AskedThread {
  Page page;
  bool oldest_first = false;  // pages are counted from the oldest message
};
AskedThread read_asked_thread(const http::Params& params);

struct AskedMessages {
  Page page;
  bool descending = true;
  std::optional<Direction> direction;
  std::vector<MessageStatus> status;  // empty: any
  std::string contact, list, conversation;
  bool matches_none = false;  // what is asked contradicts itself, or names a campaign
};
AskedMessages read_asked_messages(const http::Params& params);

struct AskedContacts {
  Page page;
  bool descending = true;
  std::optional<ContactStatus> status;
  std::string list;
  std::string search;
};
AskedContacts read_asked_contacts(const http::Params& params);

// Any other list. `order` names the parameter that tells the order; `must_page`: page and per_page are required.
struct AskedList {
  Page page;
  bool descending = true;
};
AskedList read_asked_list(const http::Params& params, std::string_view order, bool must_page = true);

// The ids of `id`, given once or often, or as a list with commas: at least one.
std::vector<std::string> read_asked_ids(const http::Params& params);

}  // namespace parley::wapikit
