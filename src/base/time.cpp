#include "base/time.h"

#include <algorithm>
#include <array>

namespace parley {
namespace {

using namespace std::chrono;

void put_digits(char* at, int count, unsigned value) {
  for (int i = count - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// The digits of text[at, at + count) as a number; nothing where one of them is no digit.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<milliseconds> parse_zone(std::string_view text) {
  if (text == "Z" || text == "z") return milliseconds{0};
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hour = digits(text, 1, 2);
  const auto minute = digits(text, 4, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  const milliseconds offset = hours{*hour} + minutes{*minute};
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

Timestamp system_now() { return time_point_cast<milliseconds>(system_clock::now()); }

void append_iso8601(std::string& out, Timestamp time) {
  constexpr Timestamp least = sys_days{year{0} / 1 / 1};
  constexpr Timestamp most = sys_days{year{10000} / 1 / 1} - milliseconds{1};
  time = std::clamp(time, least, most);
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const auto millis = static_cast<unsigned>((time - day).count());

  std::array<char, 24> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                            '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
  put_digits(&text[0], 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put_digits(&text[5], 2, static_cast<unsigned>(date.month()));
  put_digits(&text[8], 2, static_cast<unsigned>(date.day()));
  put_digits(&text[11], 2, millis / 3'600'000);
  put_digits(&text[14], 2, millis / 60'000 % 60);
  put_digits(&text[17], 2, millis / 1000 % 60);
  put_digits(&text[20], 3, millis % 1000);
  out.append(text.data(), text.size());
}

std::string iso8601(Timestamp time) {
  std::string out;
  append_iso8601(out, time);
  return out;
}

std::optional<Timestamp> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 0, 4);
  const auto m = digits(text, 5, 2);
  const auto d = digits(text, 8, 2);
  if (!y || !m || !d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!day || !hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

  std::size_t at = 19;
  int fraction = 0;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
      fraction += (text[at] - '0') * scale;
    }
  }
  const auto zone = parse_zone(text.substr(at));
  if (!zone) return std::nullopt;
  return *day + hours{*hour} + minutes{*minute} + seconds{*second} + milliseconds{fraction} - *zone;
}

}  // namespace parley
