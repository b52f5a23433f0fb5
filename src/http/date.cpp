#include "http/date.h"

#include <array>
#include <cstdio>

namespace parley::http {
namespace {

constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct CachedDate {
  std::time_t second = -1;
  char text[64] = {};
  std::size_t size = 0;
};

// By hand: strftime would speak the locale's language.
void renew(CachedDate& cached, std::time_t now) {
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  const auto day = days.at(static_cast<std::size_t>(utc.tm_wday));
  const auto month = months.at(static_cast<std::size_t>(utc.tm_mon));
  const auto size =
      std::snprintf(cached.text, sizeof cached.text, "%s, %02d %s %04d %02d:%02d:%02d GMT", day, utc.tm_mday,
                    month, utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  cached.size = static_cast<std::size_t>(size);
  cached.second = now;
}

}  // namespace

std::string_view http_date(std::time_t now) {
  thread_local CachedDate cached;
  if (cached.second != now) renew(cached, now);
  return {cached.text, cached.size};
}

}  // namespace parley::http
