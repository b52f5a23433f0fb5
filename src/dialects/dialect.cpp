#include "dialects/dialect.h"

#include "base/secrets.h"
#include "dialects/origin.h"

#include <spdlog/spdlog.h>

namespace parley {
namespace {

enum class Fit : int { rest, brace, literal };

// How the first part of `pattern` takes its part of a path; leaves what comes behind it.
Fit take_fit(std::string_view& pattern) {
  const auto end = pattern.find('/');
  const auto part = pattern.substr(0, end);
  pattern.remove_prefix(end == std::string_view::npos ? pattern.size() : end + 1);
  if (part.find('{') == std::string_view::npos) return Fit::literal;
  return part.ends_with("...}") ? Fit::rest : Fit::brace;
}

// Of two patterns that take the same path, whether `a` says more of it: in the first part that they take in
// different ways.
bool fits_closer(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const auto fit_of_a = take_fit(a);
    const auto fit_of_b = take_fit(b);
    if (fit_of_a != fit_of_b) return fit_of_a > fit_of_b;
  }
  return false;
}

std::string_view name_of_method(http::Method method) {
  using enum http::Method;
  switch (method) {
    case get: return "GET, HEAD";
    case head: return "HEAD";
    case post: return "POST";
    case put: return "PUT";
    case patch: return "PATCH";
    case del: return "DELETE";
    case options: return "OPTIONS";
    case other: break;
  }
  return "";
}

// The methods by which `path` may be asked, as Allow lists them; empty where there is no such path.
std::string methods_of(std::span<const Route> routes, std::string_view path) {
  std::string methods;
  for (const Route& route : routes) {
    const auto name = name_of_method(route.method);
    if (!http::match(route.path, path) || methods.find(name) != std::string::npos) continue;
    if (!methods.empty()) methods += ", ";
    methods += name;
  }
  return methods;
}

void refuse(const Dialect& dialect, const Problem& problem, const Call& call, http::Reply& reply) {
  reply.clear();
  if (problem.kind() == Problem::Kind::wrong_method) reply.add_header("Allow", problem.subject());
  if (problem.kind() == Problem::Kind::unavailable) reply.add_header("Retry-After", "1");
  dialect.refuse(problem, call, reply);
}

// What an answer depends on besides the store's content; empty where it may not be kept.
std::string key_of(const Dialect& dialect, const Call& call) {
  std::string key;
  if (call.request.method != http::Method::get || call.route->is_open) return key;
  const auto number = [&key](std::int64_t value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  number(static_cast<std::int64_t>(dialect.api));
  number(call.token->organization.value);
  number(call.token->sender ? call.token->sender->value : 0);
  number(call.token->member ? call.token->member->id.value : 0);
  return key += call.request.target;
}

Task<bool> answer_from_kept(const std::string& key, const Call& call, http::Reply& reply, Context& context) {
  const auto* found = context.kept.find(key);
  if (found == nullptr) co_return false;
  if (found->until != Timestamp::max() && found->until <= context.now()) {
    context.kept.drop(key);
    co_return false;
  }
  const auto version = co_await context.store.version(call.token->organization, found->conversation);
  const auto* kept = context.kept.find(key);  // the store may have let others in
  if (kept == nullptr || version > kept->version) {
    context.kept.drop(key);
    co_return false;
  }
  if (kept->origin && *kept->origin != origin_of(call.request, *context.settings)) co_return false;
  auto& out = reply.out();
  const auto body_at = out.size();
  out += kept->body;
  if (kept->id_at != std::string_view::npos) {
    out.replace(body_at + kept->id_at, call.request_id.size(), call.request_id);
  }
  co_return true;
}

void keep(const std::string& key, std::int64_t version, const Call& call, const http::Reply& reply,
          Context& context) {
  const auto body = reply.body();
  const auto id_at = body.rfind(call.request_id);
  const bool is_plain = reply.status == 200 && reply.headers.empty() && call.may_be_kept;
  if (!is_plain) return;
  context.kept.keep(key, {.body = std::string(body),
                          .id_at = id_at,
                          .conversation = call.about,
                          .version = version,
                          .until = call.kept_until,
                          .origin = call.origin});
}

// No coroutines of their own: each would cost a hot answer a tenth of a microsecond.
std::string secret_of(const Dialect& dialect, const Call& call) {
  auto secret = dialect.credential(call.request, call.params);
  if (!secret) throw Problem(Problem::Kind::unauthenticated, "no token", "No token was given");
  return std::move(*secret);
}

void check(const Dialect& dialect, const std::shared_ptr<const Token>& token, Timestamp now) {
  using enum Problem::Kind;
  const bool known = token && token->api == dialect.api && !token->revoked_at && token->organization_active;
  if (!known) throw Problem(unauthenticated, "token", "The token is not valid");
  if (!token->usable(now)) throw Problem(unauthenticated, "expired token", "The token has expired");
}

void find_route_of(const Dialect& dialect, Call& call) {
  auto path = call.request.path;
  if (path.starts_with(dialect.also_under)) path.remove_prefix(dialect.also_under.size());
  const auto found = find_route(dialect.routes, call.request.method, path);
  call.route = found.route;
  call.path = found.path;
  call.params = http::Params::of_query(call.request.query);
}

}  // namespace

FoundRoute find_route(std::span<const Route> routes, http::Method method, std::string_view path) {
  const auto wanted = method == http::Method::head ? http::Method::get : method;
  FoundRoute found{};
  for (const Route& route : routes) {
    if (route.method != wanted) continue;
    const auto values = http::match(route.path, path);
    if (!values || (found.route && !fits_closer(route.path, found.route->path))) continue;
    found = {&route, *values};
  }
  if (found.route) return found;

  auto methods = methods_of(routes, path);
  if (methods.empty()) throw Problem::not_found("route");
  throw Problem(Problem::Kind::wrong_method, std::move(methods), "Method not allowed");
}

Task<> answer(const Dialect& dialect, const http::Request& request, http::Reply& reply, Context& context) {
  Call call{.request = request};
  try {
    call.request_id = dialect.request_id ? dialect.request_id() : random_uuid();
    find_route_of(dialect, call);
    if (!call.route->is_open) {
      const auto secret = secret_of(dialect, call);
      auto token = co_await context.store.token(secret);
      check(dialect, token, context.now());
      call.token = std::move(token);
    }
    if (dialect.admit) dialect.admit(call, context);

    const auto key = key_of(dialect, call);
    const bool kept = !key.empty() && co_await answer_from_kept(key, call, reply, context);
    if (!kept) {
      const bool wanted_again = !key.empty() && context.kept.is_wanted_again(key);
      const auto version = wanted_again ? co_await context.store.version(call.token->organization, 0) : 0;
      co_await call.route->handle(call, reply, context);
      if (wanted_again) keep(key, version, call, reply, context);
    }
  } catch (const Problem& problem) {
    refuse(dialect, problem, call, reply);
  } catch (const std::exception& error) {
    // The path only: a query may hold a token.
    spdlog::error("{} {} {} {}: {}", dialect.name, request.method_name, request.path, call.request_id,
                  error.what());
    refuse(dialect, Problem::internal(), call, reply);
  }
  if (dialect.finish) dialect.finish(call, reply, context);
}

}  // namespace parley
