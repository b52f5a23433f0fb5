#pragma once
// What the server itself answers: the first page, whether it is well, and that nothing else is served.

#include "http/reply.h"
#include "http/request.h"
#include "store/store.h"

#include <string_view>

namespace parley::app {

// What this is, and every address that is served.
void first_page(http::Reply& reply);
void plain_page(http::Reply& reply, int status, std::string_view words);
void no_such_page(http::Reply& reply);

// 200 when the store answers a read and took the last write, else 503 and why. No exception leaves it.
Task<> readiness(Store& store, http::Reply& reply);

}  // namespace parley::app
