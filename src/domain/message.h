#pragma once
// A message as it is kept, whichever way it came, and the rules of its status.

#include "base/time.h"
#include "domain/ids.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

BOOST_DEFINE_ENUM_CLASS(Direction, inbound, outbound)

// `pending` is ours, the others are Meta's words. Order of declaration is the stored number.
BOOST_DEFINE_ENUM_CLASS(MessageStatus, pending, sent, delivered, read, played, failed)

// The set of statuses ever reported of one message; a bit each.
class StatusSet {
 public:
  constexpr StatusSet() = default;
  constexpr explicit StatusSet(std::uint8_t bits) : bits_(bits) {}
  constexpr StatusSet with(MessageStatus status) const {
    return StatusSet(static_cast<std::uint8_t>(bits_ | 1U << static_cast<int>(status)));
  }
  constexpr StatusSet without(MessageStatus status) const {
    return StatusSet(static_cast<std::uint8_t>(bits_ & ~(1U << static_cast<int>(status))));
  }
  constexpr StatusSet with(StatusSet others) const {
    return StatusSet(static_cast<std::uint8_t>(bits_ | others.bits_));
  }
  [[nodiscard]] constexpr bool has(MessageStatus status) const {
    return (bits_ >> static_cast<int>(status) & 1U) != 0;
  }
  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
  bool operator==(const StatusSet&) const = default;

  // The state they amount to, whatever the order they came in: the furthest of delivered, read and played; without
  // one of these, failed if it was reported; else sent, else pending.
  [[nodiscard]] constexpr MessageStatus joined() const {
    using enum MessageStatus;
    for (const auto status : {played, read, delivered, failed, sent}) {
      if (has(status)) return status;
    }
    return pending;
  }

 private:
  std::uint8_t bits_ = 0;
};

// Where a message's content was learnt from; a later one of a higher origin replaces it. Order is the stored number.
enum class Origin : int {
  placeholder = 0,  // history said that there was something, not what
  history = 1,      // imported: no unread, no window
  echo = 2,         // written in the WhatsApp Business app
  live = 3,         // delivered as it happened
};

// What stands in the place of a wamid while Meta has given none: ours, with the tag that goes out with the message.
inline std::string local_wamid(std::string_view tag) { return "parley." + std::string(tag); }
constexpr bool is_local(std::string_view wamid) { return wamid.starts_with("parley."); }

struct Media {
  std::string id;         // Meta's; empty where none was given yet
  std::string mime_type;  // with its parameters, as sent
  std::string sha256;     // as sent: base64 or hex
  std::string filename;   // as sent: not to be trusted as a path
  std::string url;        // Meta's short-lived link, where the webhook had one
  bool voice = false;
  bool animated = false;
};

// What a message says. All texts are valid UTF-8 without NUL.
struct Content {
  std::string type;  // Meta's word, verbatim: text, image, …, or one nobody has seen yet
  std::string
      text;  // what is read: body, button or row title, "name, address" of a place …; empty for bare media
  std::string caption;  // of media
  std::optional<Media> media;
  // The type's object as compact JSON, for every type but text and media: interactive, location, contacts (an array),
  // button, order, system, unsupported …; empty where the message had none.
  std::string object;
  std::string errors;  // Meta's error array as compact JSON; empty where there was none
};

}  // namespace parley
