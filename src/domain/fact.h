#pragma once
// What a webhook body says, fact by fact, in our words. The state of the store is a function of the set of facts it was
// told, never of their order or number; each kind says below what makes two of them the same.

#include "base/json.h"
#include "domain/identity.h"
#include "domain/message.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley {

// The number of ours that a fact concerns. Any member may be empty: Meta leaves them out, and so do test buttons.
struct Scope {
  std::string waba;             // entry[].id
  std::string phone_number_id;  // metadata.phone_number_id
  std::string display_phone;    // digits of metadata.display_phone_number
  bool operator==(const Scope&) const = default;
};

// What Meta named the person at that time.
struct Profile {
  std::string name;      // empty: not said
  std::string username;  // without its @; empty: not said
};

// A line of a conversation. Same: (number, wamid).
struct MessageFact {
  std::string wamid;
  Direction direction = Direction::inbound;
  Origin origin = Origin::live;
  Timestamp at;
  bool at_is_guess = false;  // Meta gave no usable time: `at` is the time of receipt
  Identity peer;             // the person, or the group: whose conversation it is
  Identity author;           // in a group: who wrote; else empty
  Profile profile;
  Content content;
  std::string quoted_wamid;  // context.id
  bool forwarded = false;
  bool frequently_forwarded = false;
  std::string
      context;  // context as compact JSON when it holds more than the above (referred_product); else empty
  std::string referral;                 // compact JSON; empty where there was none
  std::optional<MessageStatus> status;  // history_context.status
  // Whether the person did something by it: counts as unread, opens the window. False for system messages.
  bool from_user = true;
};

// A status of a message, ours mostly. Same: (number, wamid, status word, participant); the earliest time stays.
struct StatusFact {
  std::string wamid;
  std::string word;  // Meta's, verbatim
  std::optional<MessageStatus>
      status;  // nothing for words without effect: deleted, warning, unknown, payment and call
  Timestamp at;
  bool at_is_guess = false;
  Identity recipient;
  std::string participant;    // in a group: whom it is about
  std::string errors;         // compact JSON array; empty where there was none
  std::string callback_data;  // biz_opaque_callback_data
  std::string details;  // compact JSON of what else may be wanted: conversation, pricing, payment; or empty
  Profile profile;
};

// One live reaction a target and person; the newest (time, own wamid) stays. An empty emoji takes it back.
struct ReactionFact {
  std::string wamid;
  std::string target;
  std::string emoji;
  Direction direction = Direction::inbound;
  Origin origin = Origin::live;
  Timestamp at;
  bool at_is_guess = false;
  Identity peer;
  Identity author;  // in a group
  Profile profile;
};

// New content for a message. Same: own wamid. The newest (time, own wamid) is shown.
struct EditFact {
  std::string wamid;
  std::string target;
  Direction direction = Direction::inbound;  // the side that edits must be the side that wrote
  Timestamp at;
  bool at_is_guess = false;
  Identity peer;
  Identity author;
  Profile profile;
  Content content;
};

// The message is taken back, for good.
struct RevokeFact {
  std::string wamid;
  std::string target;
  Direction direction = Direction::inbound;
  Timestamp at;
  bool at_is_guess = false;
  Identity peer;
  Identity author;
  Profile profile;
};

// Two names of one person: a number or an id that was replaced. Members pair up: before.phone with after.phone, and
// so on; what stands on one side only names the person. Same: equal.
struct RenameFact {
  Identity before;
  Identity after;
  Timestamp at;
};

// A user's call. Same: (call id, event), the earliest of which stays; opens the window when the user called.
struct CallFact {
  std::string id;
  std::string event;  // connect, terminate, or a status word
  Direction direction = Direction::inbound;
  Timestamp at;
  bool at_is_guess = false;
  Identity peer;
  std::string details =
      {};  // compact JSON of how it went: status, start_time, end_time, duration, errors; or empty
  Profile profile;
};

// The business' own address book (smb_app_state_sync). The newest by time stays.
struct AddressBookFact {
  Identity peer;
  std::string name;  // empty: removed from the book
  Profile profile;   // only the username is used
  Timestamp at;
};

// Marketing preference; the newest by time stays.
struct PreferenceFact {
  Identity peer;
  bool marketing_stopped = false;
  Timestamp at;
  Profile profile;
};

// Anything else Meta tells: account fields, errors tied to no message, unknown fields, history progress. Kept raw.
// Same: equal field and equal bytes.
struct NoticeFact {
  std::string field;  // Meta's field; "errors" for value-level errors; empty where it was absent
};

using What = std::variant<MessageFact, StatusFact, ReactionFact, EditFact, RevokeFact, RenameFact, CallFact,
                          AddressBookFact, PreferenceFact, NoticeFact>;

struct Fact {
  std::uint32_t scope = 0;  // index into Facts::scopes
  Slice raw;                // in the delivery's body
  What what;
};

// An item that could not be read or belongs to nobody; kept with its reason, seen in `parley deliveries --failed`.
struct Parked {
  std::uint32_t scope = 0;
  Slice raw;
  std::string path;    // where in the body: entry[0].changes[1].value.messages[2]
  std::string reason;  // for a person to read
};

struct Facts {
  std::vector<Scope> scopes;  // at least one as soon as there is a fact
  std::vector<Fact> facts;
  std::vector<Parked> parked;
};

}  // namespace parley
