#pragma once
// Our rows in Vobiz's words: left theirs, right ours.

#include "base/json_writer.h"
#include "dialects/vobiz/ids.h"
#include "dialects/vobiz/query.h"
#include "dialects/vobiz/vobiz.h"
#include "domain/conversation.h"
#include "domain/message.h"
#include "domain/template.h"
#include "store/contact_lists.h"
#include "store/contacts.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::vobiz {

// A list's wrapping. Legacy: {"data":[ … ]}, current: {"items":[ … ]}; with a page the place in the whole too.
void open_list(JsonWriter& json, State state);
void close_list(JsonWriter& json);
void close_list(JsonWriter& json, State state, const Page& page, const PageCount& count);

// `sender`: the conversation's number of ours; null where it is not known.
void write_legacy_conversation(JsonWriter& json, const Ids& ids, const ConversationRow& row,
                               const Sender* sender);
// Its answer depends on the hour: `now`.
void write_conversation(JsonWriter& json, const Ids& ids, std::string_view account,
                        const ConversationRow& row, const Sender* sender, Timestamp now);

// What a message has of its conversation.
struct Thread {
  std::string id, account, channel, contact;
};
void write_legacy_message(JsonWriter& json, const Ids& ids, const MessageRow& row);
void write_message(JsonWriter& json, const Ids& ids, const Thread& thread, const MessageRow& row);
// What was just sent, to whom its sender spelt so: the current message's members with the legacy ones.
void write_legacy_sent(JsonWriter& json, const Ids& ids, const Thread& thread, std::string_view to,
                       const MessageRow& row);

// A channel, with what is said of it besides the number's row: the last two are kept nowhere.
struct ShownChannel {
  const Sender& sender;
  bool is_refused = false;  // its access token, by Meta
  std::string_view onboarding = "bring_your_own";
  std::string_view verification = "verified";
};
void write_channel(JsonWriter& json, State state, const Ids& ids, std::string_view account,
                   const ShownChannel& channel);
// Of that channel.
void write_template(JsonWriter& json, State state, const Ids& ids, const Sender& sender,
                    const MessageTemplate& of);
void write_contact(JsonWriter& json, const Ids& ids, std::string_view account, const ContactRow& row);
void write_canned_response(JsonWriter& json, const Ids& ids, const CannedResponse& response);

// What a message says, as the JSON that stands in the text `content`.
std::string content_of(const MessageRow& row);

// A telephone number with its plus; other names of a person as they are.
std::string with_plus(std::string_view phone);
// 2026-03-17T14:22:00Z
std::string whole_seconds(Timestamp time);

}  // namespace parley::vobiz
