#pragma once
// A dialect is data: a route table, how its token is found, and how it spells a refusal. `answer` is the one place
// that catches.

#include "base/problem.h"
#include "domain/access.h"
#include "http/match.h"
#include "http/params.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/store.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley {

// What a handler may use; one a thread.
struct Context {
  Store& store;
  Clock now = system_now;
};

// One request on its way through a dialect.
struct Call {
  const http::Request& request;
  http::Params params;
  http::PathValues path;
  std::shared_ptr<const Token> token;  // who asks; null before that is known
  std::string request_id;              // UUID
};

using Handler = Task<> (*)(const Call&, http::Reply&, Context&);

struct Route {
  http::Method method;
  std::string_view path;
  Handler handle;
};

struct Dialect {
  std::string_view name;
  Api api;                          // the tokens it takes
  std::span<const Route> routes;    // a literal part wins over a brace, whatever the order
  // The token's text where the request carries one.
  std::optional<std::string> (*credential)(const http::Request&, const http::Params&);
  // Thrown problems as the vendor words them. The reply's body is empty when it is called.
  void (*refuse)(const Problem&, const Call&, http::Reply&);
};

// Answers one request in one dialect. No exception leaves it.
Task<> answer(const Dialect& dialect, const http::Request& request, http::Reply& reply, Context& context);

// The dialect whose addresses hold `path`; null where none does.
const Dialect* dialect_of(std::string_view path);

// All of them, for tables and tests.
std::span<const Dialect* const> all_dialects();

}  // namespace parley
