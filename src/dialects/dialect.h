#pragma once
// A dialect is data: a route table, how its token is found, and how it spells a refusal. `answer` catches
// whatever a request throws.

#include "base/problem.h"
#include "base/side_thread.h"
#include "base/task.h"
#include "base/time.h"
#include "dialects/buckets.h"
#include "dialects/fates.h"
#include "dialects/kept_answers.h"
#include "dialects/mailer.h"
#include "dialects/settings.h"
#include "dialects/upstream.h"
#include "domain/access.h"
#include "http/match.h"
#include "http/params.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/web.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::media {
class Library;
}

namespace parley {

// What all threads of a process have in common.
struct DialectsShared {
  std::shared_ptr<Buckets> buckets = std::make_shared<Buckets>();
  std::shared_ptr<const DialectSettings> settings = std::make_shared<const DialectSettings>();
  std::shared_ptr<SideThread> passwords =
      std::make_shared<SideThread>();  // where they are hashed and checked
  std::shared_ptr<Mailer> mailer;      // null: no letter leaves this server
  std::shared_ptr<Fates> fates = std::make_shared<Fates>();
  std::shared_ptr<http::Web> web = std::make_shared<http::Web>();
};

// What a handler may use; one a thread.
struct Context {
  Store& store;
  Clock now = system_now;
  std::shared_ptr<Buckets> buckets = DialectsShared().buckets;
  std::shared_ptr<const DialectSettings> settings = DialectsShared().settings;
  std::shared_ptr<SideThread> passwords = DialectsShared().passwords;
  std::shared_ptr<Mailer> mailer = {};
  std::shared_ptr<Fates> fates = DialectsShared().fates;
  std::shared_ptr<http::Web> web = DialectsShared().web;
  Upstream* upstream = nullptr;     // null: this server does not speak to Meta
  media::Library* media = nullptr;  // null: no files are kept here
  KeptAnswers kept = {};
};

struct Route;

// One request on its way through a dialect.
struct Call {
  const http::Request& request;
  http::Params params;
  http::PathValues path;
  std::shared_ptr<const Token> token;  // who asks; null before that is known
  std::string request_id;              // as the dialect spells it; a UUID where it does not care
  const Route* route = nullptr;        // null before it is known
  // Set by a handler whose answer tells of one conversation only: its public number. Else it is taken to tell of
  // anything of the organization.
  mutable std::int64_t about = 0;
  // Cleared by a handler whose answer depends on the hour or on anything else that no event tells of.
  mutable bool may_be_kept = true;
  // Lessened by a handler whose answer is another one from then on: a link in it would be made anew.
  mutable Timestamp kept_until = Timestamp::max();
  // Set by a handler whose answer has absolute links in it, also where it has none only because no origin is known: what
  // they begin with (dialects/origin.h). Others are not given the kept answer.
  mutable std::optional<std::string> origin = {};
  // What `admit` found out of the caller's rate, for `finish` to tell.
  mutable std::optional<Bucket> bucket = {};
};

using Handler = Task<> (*)(const Call&, http::Reply&, Context&);

struct Route {
  http::Method method;
  std::string_view path;
  Handler handle;
  bool is_open = false;     // answers without a token: it is null then
  std::uint64_t needs = 0;  // the permissions a person must have, a bit each (domain/access.h)
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

  // What follows may be null.
  // Under this prefix, too, all of its paths are answered; empty: under none.
  std::string_view also_under = {};
  std::string (*request_id)() = nullptr;
  // What is asked of every call once its token is known and before its handler runs: rates, permissions. Throws a
  // Problem. Open routes pass here too.
  void (*admit)(const Call&, Context&) = nullptr;
  // Adds the headers that every answer carries, refusals too.
  void (*finish)(const Call&, http::Reply&, Context&) = nullptr;
};

// Answers one request in one dialect: route, token, handler, in this order. No exception leaves it. What it
// throws itself, for `refuse` to word, by kind and subject:
//   not_found "route"            no route has this path
//   wrong_method "GET, HEAD"     some have, with these methods
//   unauthenticated "no token"   the request carries none
//   unauthenticated "token"      it is unknown, revoked, another API's, or its organization is not active
//   unauthenticated "expired token"   its time is over
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
