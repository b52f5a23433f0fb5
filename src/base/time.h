#pragma once
// Time as the store keeps it: whole milliseconds since 1970, UTC.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// Where the present comes from. Tests hand in one that stands still.
using Clock = std::function<Timestamp()>;

Timestamp system_now();

constexpr std::int64_t to_millis(Timestamp time) { return time.time_since_epoch().count(); }
constexpr Timestamp from_millis(std::int64_t millis) { return Timestamp{std::chrono::milliseconds{millis}}; }

// 2026-06-05T06:08:48.000Z. Years outside 0..9999 are clamped to that range.
std::string iso8601(Timestamp time);
void append_iso8601(std::string& out, Timestamp time);

// "2026-06-05" as the first instant of that UTC day; nothing for a text of another form or a day that does not exist.
std::optional<Timestamp> parse_date(std::string_view text);

// RFC 3339 with a zone ("2026-06-05T06:08:48.5+02:00", "…Z"); nothing for anything else.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace parley
