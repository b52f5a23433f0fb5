// Who asks, how often, and whether they may.

#include "base/text.h"
#include "dialects/wapikit/rates.h"
#include "dialects/wapikit/wapikit.h"

#include <fmt/format.h>

namespace parley::wapikit {
namespace {

constexpr std::string_view event_stream = "/api/events";

// The x of "Bearer x"; empty for a header of another form.
std::string_view bearer_token(std::string_view header) {
  constexpr std::string_view scheme = "bearer ";
  if (!equal_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
  return trimmed(header.substr(scheme.size()));
}

void take_rate(const Call& call, Context& context) {
  const Rate rate = rate_of(call.route->path);
  if (rate.count == 0) return;
  // Logging in stays as hard as it is.
  const auto count = call.token ? rate.count * context.settings->wapikit_rates : rate.count;
  // Who has a token is known by it, wherever they come from; others by their address.
  const auto name = call.token ? fmt::format("wapikit token {} {}", call.token->id.value, call.route->path)
                               : fmt::format("wapikit {} {}", call.request.remote, call.route->path);
  call.bucket = context.buckets->take(name, count, rate.per, context.now());
  if (!call.bucket->allowed) throw Problem(Problem::Kind::rate_limited, "route", "Rate limit exceeded");
}

void allow_origin(const Call& call, http::Reply& reply) {
  const auto origin = call.request.header("origin");
  if (!origin) return;
  // Any origin: nothing here is allowed by what a browser adds by itself, as cookies are.
  reply.add_header("Access-Control-Allow-Origin", *origin);
  reply.add_header("Access-Control-Allow-Credentials", "true");
  reply.add_header("Access-Control-Expose-Headers",
                   "Content-Type, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset");
  reply.add_header("Vary", "Origin");
  if (call.request.method != http::Method::options) return;
  reply.add_header("Access-Control-Allow-Methods", "POST, GET, HEAD, PUT, DELETE, OPTIONS");
  reply.add_header(
      "Access-Control-Allow-Headers",
      "Accept, Authorization, Content-Type, Origin, Cache-Control, x-access-token, x-access-key, "
      "Idempotency-Key, Last-Event-ID");
  reply.add_header("Access-Control-Max-Age", "300");
}

}  // namespace

std::optional<std::string> credential(const http::Request& request, const http::Params& params) {
  for (const auto name : {"x-access-token", "x-access-key"}) {
    const auto token = trimmed(request.header(name).value_or(""));
    if (!token.empty()) return std::string(token);
  }
  const auto bearer = bearer_token(request.header("authorization").value_or(""));
  if (!bearer.empty()) return std::string(bearer);
  const auto token = request.path == event_stream ? params.text("token").value_or("") : "";
  if (!token.empty()) return std::string(token);
  return std::nullopt;
}

void admit(const Call& call, Context& context) {
  take_rate(call, context);
  const auto needs = call.route->needs;
  if (needs == 0 || !call.token || !call.token->member || call.token->member->may(needs)) return;
  throw Problem(Problem::Kind::forbidden, "permission", "You are not authorized to access this resource.");
}

void finish(const Call& call, http::Reply& reply, Context& context) {
  restyle(reply, context.settings->wapikit_errors);
  if (call.bucket) {
    const auto reset = to_millis(call.bucket->full_at) / 1000;
    reply.add_header("X-RateLimit-Limit", std::to_string(call.bucket->limit));
    reply.add_header("X-RateLimit-Remaining", std::to_string(call.bucket->remaining));
    reply.add_header("X-RateLimit-Reset", std::to_string(reset));
  }
  allow_origin(call, reply);
}

}  // namespace parley::wapikit
