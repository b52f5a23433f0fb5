#pragma once
// A dialect is data: a route table, how its token is found, and how it spells a refusal. `answer` is the one
// place that catches.

#include "base/problem.h"
#include "base/task.h"
#include "base/time.h"
#include "dialects/kept_answers.h"
#include "domain/access.h"
#include "http/match.h"
#include "http/params.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley {

// What a handler may use; one a thread.
struct Context {
  Store& store;
  Clock now = system_now;
  KeptAnswers kept = {};
};

// One request on its way through a dialect.
struct Call {
  const http::Request& request;
  http::Params params;
  http::PathValues path;
  std::shared_ptr<const Token> token;  // who asks; null before that is known
  std::string request_id;              // UUID
  // Set by a handler whose answer tells of one conversation only: its public number. Else it is taken to tell of
  // anything of the organization.
  mutable std::int64_t about = 0;
};

using Handler = Task<> (*)(const Call&, http::Reply&, Context&);

struct Route {
  http::Method method;
  std::string_view path;
  Handler handle;
};

struct Dialect {
  std::string_view name;
  Api api;                        // the tokens it takes
  std::span<const Route> routes;  // a literal part wins over a brace, whatever the order; GET serves HEAD too
  // The token's text where the request carries one.
  std::optional<std::string> (*credential)(const http::Request&, const http::Params&);
  // Thrown problems as the vendor words them. The reply is empty when it is called, but for headers that
  // belong to the kind of problem: Allow, Retry-After.
  void (*refuse)(const Problem&, const Call&, http::Reply&);
};

// Answers one request in one dialect: route, token, handler, in this order. No exception leaves it. What it
// throws itself, for `refuse` to word, by kind and subject:
//   not_found "route"            no route has this path
//   wrong_method "GET, HEAD"     some have, with these methods
//   unauthenticated "no token"   the request carries none
//   unauthenticated "token"      it is unknown, expired, revoked, another API's, or its organization is not
//   active
Task<> answer(const Dialect& dialect, const http::Request& request, http::Reply& reply, Context& context);

struct FoundRoute {
  const Route* route;
  http::PathValues path;
};

// The route that fits best; throws the first two problems above.
FoundRoute find_route(std::span<const Route> routes, http::Method method, std::string_view path);

// The dialect whose addresses hold `path`; null where none does.
const Dialect* dialect_of(std::string_view path);

// All of them, for tables and tests.
std::span<const Dialect* const> all_dialects();

}  // namespace parley
