#pragma once
// A conversation is the thread between one sender (a WhatsApp number of ours) and one contact (a person or a group).

#include "base/time.h"
#include "domain/ids.h"
#include "domain/message.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

// Order of declaration is the stored number. A deleted one is shown to nobody who does not ask for it; the person's next
// message opens it again.
BOOST_DEFINE_ENUM_CLASS(ConversationStatus, open, pending, resolved, blocked, deleted)

// A number of ours.
struct Sender {
  SenderId id;
  OrganizationId organization;
  std::string phone_number_id;  // Meta's id of it; belongs to one organization
  std::string phone;            // digits, country code first
  std::string waba;             // WhatsApp Business account id; may be empty
  std::string name;             // display name; may be empty
  bool connected = true;        // false once it was taken away; its history stays
  bool is_default = false;      // what a caller means who names none
  Timestamp created_at;
};

// The 24 hours in which Meta delivers free-form text, counted from the person's last message or call.
constexpr std::chrono::hours reply_window{24};

// One row of a list, as views into the engine's memory: valid during the call that hands it over, no longer.
struct ConversationRow {
  std::int64_t number = 0;         // the conversation's public number: positive, 31 bits
  std::string_view contact_phone;  // the newest number; else the person's BSUID; else a group's id
  std::string_view contact_name;  // as set here, else profile name, else address-book name; empty: none known
  SenderId sender;
  std::string_view sender_phone;  // digits
  std::string_view phone_number_id;
  std::int64_t contact = 0;     // the contact's public number
  MemberId assignee;            // 0: nobody
  std::string_view last_wamid;  // empty: no message yet
  std::string_view last_text;   // what is read of it, or its caption; empty: none
  std::string_view last_type;
  std::optional<Direction> last_direction;
  std::optional<Timestamp> last_message_at;
  std::optional<Timestamp> last_inbound_at;
  std::int64_t unread_count = 0;
  std::int64_t total_messages = 0;
  bool archived = false;
  bool pinned = false;
  bool muted = false;
  ConversationStatus status = ConversationStatus::open;
  // Label after label, in the order of their names: uid, 0x1F, name, 0x1E. Empty: none.
  std::string_view labels;
  Timestamp created_at;
  Timestamp updated_at;
};

// One row of a conversation's messages, as views likewise.
struct MessageRow {
  MessageKey key;
  std::string_view wamid;
  Direction direction = Direction::inbound;
  MessageStatus status = MessageStatus::pending;  // inbound: read when read here, else delivered
  std::string_view type;                          // Meta's word
  std::string_view text;                          // what is read; empty for bare media and for revoked ones
  std::string_view caption;
  std::string_view peer_phone;    // the person's number (or BSUID) by which this message came or went
  std::string_view sender_phone;  // ours, digits
  std::string_view media_id, media_mime_type, media_filename, media_url;
  std::string_view media_sha256;  // as Meta gave it: base64 or hex
  std::string_view object;        // see Content::object
  std::string_view quoted_wamid;
  std::string_view context, referral;  // JSON, see MessageFact; empty: none
  // Of one that was sent from here: who Meta says it went to, where that is not as it was asked for (a phone or a BSUID), and
  // what Meta said of a template's progress; empty mostly.
  std::string_view sent_to, message_status;
  std::string_view error;  // JSON: Meta's error array, of the message or of its failed status; empty: none
  bool read_here = false;  // an inbound message that was read by us
  bool pinned = false;
  bool starred = false;
  bool edited = false;
  bool revoked = false;
  bool forwarded = false;
  bool frequently_forwarded = false;
  bool voice = false;     // of audio
  bool animated = false;  // of a sticker
  Timestamp at;           // Meta's time
  Timestamp updated_at;   // Meta's time of the last fact that changed it
};

}  // namespace parley
