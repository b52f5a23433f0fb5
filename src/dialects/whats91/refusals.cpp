// Problems as Whats91 words them: one form of envelope, a code and a status each.

#include "dialects/refusal.h"
#include "dialects/whats91/mapping.h"
#include "dialects/whats91/whats91.h"

namespace parley::whats91 {
namespace {

using enum Problem::Kind;

struct Refusal {
  Problem::Kind kind;
  std::string_view subject;
  int status;
  std::string_view code;
  std::string_view words = {};  // empty: the problem's own
};

constexpr Refusal refusals[] = {
    {unauthenticated, "no token", 401, "MISSING_AUTH_TOKEN", "Missing authorization token"},
    {unauthenticated, "", 401, "INVALID_AUTH_TOKEN", "Invalid auth token"},
    {forbidden, "", 403, "SENDER_NOT_ALLOWED", "Sender not allowed for this token"},
    {not_found, "conversation", 404, "CONVERSATION_NOT_FOUND", "Conversation not found"},
    {not_found, "", 404, "NOT_FOUND", "Route not found"},
    {wrong_method, "", 405, "METHOD_NOT_ALLOWED", "Method not allowed"},
    {invalid, "", 400, "VALIDATION_FAILED"},
    {conflict, "", 400, "WHATSAPP_SETUP_INCOMPLETE", "WhatsApp setup is incomplete"},
    {too_large, "", 413, "PAYLOAD_TOO_LARGE"},
    {unsupported_media, "", 415, "UNSUPPORTED_CONTENT_TYPE"},
    {rate_limited, "", 429, "RATE_LIMITED"},
    {unavailable, "", 503, "SERVICE_UNAVAILABLE"},
    {internal, "", 500, "INTERNAL_ERROR", "Internal error"},
};

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto& refusal = refusal_in(refusals, problem);
  reply.status = refusal.status;
  if (refusal.status == 401) reply.add_header("WWW-Authenticate", "Bearer");
  JsonWriter json(reply.out());
  json.open('{')
      .field("success", false)
      .field("message", refusal.words.empty() ? std::string_view(problem.what()) : refusal.words)
      .field("error_code", refusal.code);
  write_metadata(json, call.request_id);
  json.close('}');
}

}  // namespace parley::whats91
