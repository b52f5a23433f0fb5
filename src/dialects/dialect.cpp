#include "dialects/dialect.h"

#include "base/secrets.h"

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
  using enum Problem::Kind;
  Call call{.request = request};
  try {
    call.request_id = random_uuid();
    const auto found = find_route(dialect.routes, request.method, request.path);
    call.path = found.path;
    call.params = http::Params::of_query(request.query);

    const auto secret = dialect.credential(request, call.params);
    if (!secret) throw Problem(unauthenticated, "no token", "No token was given");
    auto token = co_await context.store.token(*secret);
    const bool known = token && token->api == dialect.api && token->usable(context.now());
    if (!known) throw Problem(unauthenticated, "token", "The token is not valid");
    call.token = std::move(token);

    co_await found.route->handle(call, reply, context);
  } catch (const Problem& problem) {
    refuse(dialect, problem, call, reply);
  } catch (const std::exception& error) {
    // The path only: a query may hold a token.
    spdlog::error("{} {} {} {}: {}", dialect.name, request.method_name, request.path, call.request_id,
                  error.what());
    refuse(dialect, Problem::internal(), call, reply);
  }
}

}  // namespace parley
