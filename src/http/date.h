#pragma once
// The Date header's text, made once a second and thread.

#include <ctime>
#include <string_view>

namespace parley::http {

// "Sun, 06 Nov 1994 08:49:37 GMT". Valid until this thread asks again.
std::string_view http_date(std::time_t now);
inline std::string_view http_date() { return http_date(std::time(nullptr)); }

}  // namespace parley::http
