// Problems as Wapikit words them: {"message": …}, or the bare text where its own frontend is served.

#include "base/json.h"
#include "base/json_writer.h"
#include "dialects/refusal.h"
#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {
namespace {

using enum Problem::Kind;

struct Refusal {
  Problem::Kind kind;
  std::string_view subject;
  int status;
  std::string_view words = {};  // empty: the problem's own
};

constexpr Refusal refusals[] = {
    {unauthenticated, "", 401, "Unauthorized access"},
    // Theirs is 401 for a missing permission, and 403 for an organization that is not one's own.
    {forbidden, "permission", 401},
    {forbidden, "access token", 502},
    {forbidden, "account", 502},
    {forbidden, "", 403},
    {not_found, "route", 404, "Not Found"},
    {not_found, "member", 404, "organization member not found"},
    {not_found, "contact list", 404, "list not found"},
    {not_found, "label", 404, "tag not found"},
    {not_found, "", 404},
    {wrong_method, "", 405, "Method Not Allowed"},
    {invalid, "meta", 502},
    {invalid, "", 400},
    // Theirs is 403 for an invite that was accepted before, and for who is here already.
    {conflict, "invite", 403},
    {conflict, "member", 403},
    {conflict, "", 400},
    {too_large, "", 413},
    {unsupported_media, "", 415},
    {rate_limited, "", 429},
    {unavailable, "meta", 502},
    {unavailable, "", 503},
    {internal, "", 500, "Internal server error"},
};

void write_rate_refusal(http::Reply& reply, const Bucket& bucket, std::string_view message) {
  JsonWriter json(reply.out());
  json.open('{').field("message", message).field("error", message).field("remaining", bucket.remaining);
  json.field("reset", to_millis(bucket.full_at) / 1000).close('}');
  reply.add_header("Retry-After", std::to_string(bucket.retry_after));
}

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  if (problem.kind() == Problem::Kind::wrong_method && call.request.method == http::Method::options) {
    reply.out() += "{}";  // a browser asks before it asks; `finish` answers it
    return;
  }
  const auto& refusal = refusal_in(refusals, problem);
  const auto message = refusal.words.empty() ? std::string_view(problem.what()) : refusal.words;
  reply.status = refusal.status;
  if (refusal.status == 429 && call.bucket) return write_rate_refusal(reply, *call.bucket, message);
  JsonWriter(reply.out()).open('{').field("message", message).close('}');
}

void restyle(http::Reply& reply, ErrorStyle style) {
  if (style == ErrorStyle::object || reply.status < 400 || reply.status == 429) return;
  const std::string whole(reply.body());
  const auto tree = JsonTree::read(whole);
  if (!tree) return;
  const auto message = tree->root()["message"].text();
  reply.clear_body();
  JsonWriter(reply.out()).value(message);
}

}  // namespace parley::wapikit
