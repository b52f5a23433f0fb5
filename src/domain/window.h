#pragma once
// The 24 hours in which Meta delivers free-form messages to a person, counted from the person's last message or call to
// that number of ours (Meta's page on customer service windows).

#include "base/time.h"
#include "domain/conversation.h"
#include "domain/message.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace parley {

// Whether a fact opens the window or keeps it open, from its own time. Its message, reaction or call does, where it came
// as it happened and from the person; a system message, an edit, a revocation, an echo, an import, a status and whatever we
// send do not.
constexpr bool opens_window(Direction direction, Origin origin, bool from_user = true) {
  return direction == Direction::inbound && origin == Origin::live && from_user;
}

// The person's last act, when one of `at` is learnt of: never an earlier one, in whatever order they come.
constexpr Timestamp last_act(std::optional<Timestamp> known, Timestamp at) {
  return std::max(known.value_or(at), at);
}

// When the window shuts; nothing where it never was open.
constexpr std::optional<Timestamp> window_end(std::optional<Timestamp> last_inbound_at) {
  if (!last_inbound_at) return std::nullopt;
  return *last_inbound_at + reply_window;
}

// Open up to its end, not at it.
constexpr bool window_is_open(std::optional<Timestamp> last_inbound_at, Timestamp now) {
  return last_inbound_at && now < *last_inbound_at + reply_window;
}

// Whether Meta delivers this type outside of the window.
constexpr bool needs_window(std::string_view type) { return type != "template"; }

}  // namespace parley
