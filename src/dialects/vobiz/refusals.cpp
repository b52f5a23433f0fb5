// Problems as Vobiz words them: one form of envelope, a code and a status each.

#include "base/json_writer.h"
#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {
namespace {

struct Refusal {
  int status;
  std::string code;
  std::string_view words;  // empty: the problem's own
};

// CANNED_RESPONSE_NOT_FOUND of "canned response".
std::string not_found_code(std::string_view thing) {
  std::string code;
  for (const char c : thing) {
    const bool is_small = c >= 'a' && c <= 'z';
    code += is_small ? static_cast<char>(c - 'a' + 'A') : c == ' ' ? '_' : c;
  }
  return code + "_NOT_FOUND";
}

Refusal refusal_of(const Problem& problem) {
  using enum Problem::Kind;
  const std::string_view subject = problem.subject();
  switch (problem.kind()) {
    case unauthenticated:
      if (subject == "no token") return {401, "UNAUTHORIZED", "X-Auth-ID and X-Auth-Token are required"};
      return {401, "INVALID_CREDENTIALS", "Invalid credentials"};
    case forbidden: return {403, "FORBIDDEN", ""};
    case not_found:
      if (subject == "route") return {404, "NOT_FOUND", "Not found"};
      return {404, not_found_code(subject), ""};
    case wrong_method: return {405, "METHOD_NOT_ALLOWED", "Method not allowed"};
    case invalid: return {400, "BAD_REQUEST", ""};
    case conflict: return {409, "CONFLICT", ""};
    case too_large: return {413, "PAYLOAD_TOO_LARGE", ""};
    case unsupported_media: return {415, "UNSUPPORTED_MEDIA_TYPE", ""};
    case rate_limited: return {429, "RATE_LIMIT_EXCEEDED", ""};
    case unavailable: return {503, "SERVICE_UNAVAILABLE", ""};
    case internal: break;
  }
  return {500, "INTERNAL_ERROR", "Internal error"};
}

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto [status, code, words] = refusal_of(problem);
  reply.status = status;
  JsonWriter json(reply.out());
  json.open('{').field("status", "error").key("error").open('{').field("code", code);
  json.field("message", words.empty() ? std::string_view(problem.what()) : words).close('}');
  json.field("timestamp", system_now()).field("requestId", call.request_id).close('}');
}

}  // namespace parley::vobiz
