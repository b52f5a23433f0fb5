#pragma once
// Where clients reach this server: what absolute links in answers begin with.

#include "dialects/settings.h"
#include "http/request.h"

#include <string>

namespace parley {

// --public-url, else what the request says of its host (X-Forwarded-Proto tells of TLS that ended before us); without a
// slash at its end. Empty where the request names no host that could stand in a URL. Whoever asks may name any host: an
// answer that holds this is for those only who were told the same (Call::origin).
std::string origin_of(const http::Request& request, const DialectSettings& settings);

}  // namespace parley
