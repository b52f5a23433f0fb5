// Problems as Wapikit words them: {"message": …}, or the bare text where its own frontend is served.

#include "base/json.h"
#include "base/json_writer.h"
#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {
namespace {

struct Refusal {
  int status;
  std::string_view words;  // empty: the problem's own
};

Refusal refusal_of(const Problem& problem) {
  using enum Problem::Kind;
  const std::string_view subject = problem.subject();
  switch (problem.kind()) {
    case unauthenticated: return {401, "Unauthorized access"};
    // Theirs is 401 for a missing permission, and 403 for an organization that is not one's own.
    case forbidden: return {subject == "permission" ? 401 : 403, ""};
    case not_found:
      if (subject == "route") return {404, "Not Found"};
      if (subject == "member") return {404, "organization member not found"};
      if (subject == "contact list") return {404, "list not found"};
      if (subject == "label") return {404, "tag not found"};
      return {404, ""};
    case wrong_method: return {405, "Method Not Allowed"};
    case invalid: return {400, ""};
    // Theirs is 403 for an invite that was accepted before, and for who is here already.
    case conflict: return {subject == "invite" || subject == "member" ? 403 : 400, ""};
    case too_large: return {413, ""};
    case unsupported_media: return {415, ""};
    case rate_limited: return {429, ""};
    case unavailable: return {503, ""};
    case internal: break;
  }
  return {500, "Internal server error"};
}

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
  const auto [status, words] = refusal_of(problem);
  const auto message = words.empty() ? std::string_view(problem.what()) : words;
  reply.status = status;
  if (status == 429 && call.bucket) return write_rate_refusal(reply, *call.bucket, message);
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
