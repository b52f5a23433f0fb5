#pragma once
// A filter of what was sent, as its statements take it. For report_*.cpp.

#include "store/reports.h"
#include "store/sql/rank.h"
#include "store/sql/stored_message.h"
#include "store/sql/walks.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace parley::sql {

// The marks (walks.h) that are wanted, a bit each: outbound ones of these statuses; of none: of all.
inline std::int64_t sent_marks(const std::vector<MessageStatus>& statuses) {
  constexpr int most = 6;
  std::int64_t bits = 0;
  for (int status = 0; status < most; ++status) {
    const auto is_it = [status](MessageStatus of) { return static_cast<int>(of) == status; };
    if (!statuses.empty() && std::ranges::none_of(statuses, is_it)) continue;
    bits |= std::int64_t{1} << message_mark(static_cast<int>(Direction::outbound), status);
  }
  return bits;
}

// Each between 0x1F; empty: any.
inline std::string packed_types(const std::vector<std::string>& types) {
  std::string packed;
  for (const auto& type : types) packed += '\x1f' + type;
  return types.empty() ? packed : packed + '\x1f';
}

// What Flag::sent_here is to be in a message's flags; -1: whatever it is.
inline std::int64_t sent_flag(std::optional<SentBy> by) {
  if (!by) return -1;
  return *by == SentBy::us ? static_cast<std::int64_t>(Flag::sent_here) : 0;
}
inline SentBy sent_by(std::int64_t flags) {
  return (flags & Flag::sent_here) != 0 ? SentBy::us : SentBy::others;
}

inline Stretch sent_times(const SentFilter& filter) {
  Stretch times;
  if (filter.from) times.from = {to_millis(*filter.from), ""};
  if (filter.until) times.until = {to_millis(*filter.until), ""};
  return times;
}

}  // namespace parley::sql
