// Problems as Whats91 words them: one form of envelope, a code and a status each.

#include "dialects/whats91/mapping.h"
#include "dialects/whats91/whats91.h"

namespace parley::whats91 {
namespace {

struct Refusal {
  int status;
  std::string_view code;
  std::string_view words;  // empty: the problem's own
};

Refusal refusal_of(const Problem& problem) {
  using enum Problem::Kind;
  const std::string_view subject = problem.subject();
  switch (problem.kind()) {
    case unauthenticated:
      if (subject == "no token") return {401, "MISSING_AUTH_TOKEN", "Missing authorization token"};
      return {401, "INVALID_AUTH_TOKEN", "Invalid auth token"};
    case forbidden: return {403, "SENDER_NOT_ALLOWED", "Sender not allowed for this token"};
    case not_found:
      if (subject == "conversation") return {404, "CONVERSATION_NOT_FOUND", "Conversation not found"};
      return {404, "NOT_FOUND", "Route not found"};
    case wrong_method: return {405, "METHOD_NOT_ALLOWED", "Method not allowed"};
    case invalid: return {400, "VALIDATION_FAILED", ""};
    case conflict: return {400, "WHATSAPP_SETUP_INCOMPLETE", "WhatsApp setup is incomplete"};
    case too_large: return {413, "PAYLOAD_TOO_LARGE", ""};
    case unsupported_media: return {415, "UNSUPPORTED_CONTENT_TYPE", ""};
    case rate_limited: return {429, "RATE_LIMITED", ""};
    case unavailable: return {503, "SERVICE_UNAVAILABLE", ""};
    case internal: break;
  }
  return {500, "INTERNAL_ERROR", "Internal error"};
}

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto [status, code, words] = refusal_of(problem);
  reply.status = status;
  if (status == 401) reply.add_header("WWW-Authenticate", "Bearer");
  JsonWriter json(reply.out());
  json.open('{')
      .field("success", false)
      .field("message", words.empty() ? std::string_view(problem.what()) : words)
      .field("error_code", code);
  write_metadata(json, call.request_id);
  json.close('}');
}

}  // namespace parley::whats91
