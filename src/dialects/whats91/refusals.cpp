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
    {forbidden, "account", 400, "WHATSAPP_SETUP_INCOMPLETE", "WhatsApp setup is incomplete"},
    {forbidden, "access token", 400, "WHATSAPP_SETUP_INCOMPLETE", "WhatsApp setup is incomplete"},
    {forbidden, "", 403, "SENDER_NOT_ALLOWED", "Sender not allowed for this token"},
    {not_found, "conversation", 404, "CONVERSATION_NOT_FOUND", "Conversation not found"},
    {not_found, "message", 404, "MESSAGE_NOT_FOUND", "Message not found"},
    {not_found, "campaign", 404, "CAMPAIGN_NOT_FOUND", "Campaign not found"},
    {not_found, "", 404, "NOT_FOUND", "Route not found"},
    {wrong_method, "", 405, "METHOD_NOT_ALLOWED", "Method not allowed"},
    {invalid, "", 400, "VALIDATION_FAILED"},
    {conflict, "idempotency key", 400, "VALIDATION_FAILED"},
    {conflict, "", 400, "WHATSAPP_SETUP_INCOMPLETE", "WhatsApp setup is incomplete"},
    {too_large, "", 413, "PAYLOAD_TOO_LARGE"},
    {unsupported_media, "", 415, "UNSUPPORTED_CONTENT_TYPE"},
    {rate_limited, "", 429, "RATE_LIMITED"},
    {unavailable, "", 503, "SERVICE_UNAVAILABLE"},
    {internal, "", 500, "INTERNAL_ERROR", "Internal error"},
};

// What sending is refused with before, or instead of, the above.
constexpr Refusal refusals_of_sending[] = {
    {unauthenticated, "no token", 401, "MISSING_BEARER_TOKEN", "Missing bearer token"},
    {unauthenticated, "", 401, "INVALID_PUBLIC_API_TOKEN", "Invalid public API token"},
    {not_found, "phone number", 404, "PHONE_NUMBER_NOT_FOUND", "Phone number not found"},
    {not_found, "template", 404, "TEMPLATE_NOT_FOUND", "Template not found"},
    {invalid, "templateName", 400, "MISSING_TEMPLATE_NAME"},
    {invalid, "header media", 400, "MISSING_HEADER_MEDIA"},
    {invalid, "carousel", 400, "CAROUSEL_TEMPLATE_NOT_SUPPORTED_IN_V2_SEND"},
    {invalid, "to", 400, "MISSING_TO"},
    {invalid, "text", 400, "MISSING_TEXT"},
    {invalid, "media", 400, "MISSING_MEDIA"},
    {invalid, "type object", 400, "MISSING_TYPE_OBJECT"},
    {invalid, "message type", 400, "UNSUPPORTED_MESSAGE_TYPE"},
    {invalid, "chat type", 400, "UNSUPPORTED_CHAT_MESSAGE_TYPE"},
    {invalid, "meta", 400, "MESSAGE_REJECTED"},
};

bool is_sending(const Call& call) {
  if (call.route == nullptr) return false;
  const auto handle = call.route->handle;
  return handle == post_template || handle == post_chat || handle == post_message;
}

const Refusal& refusal_of(const Problem& problem, const Call& call) {
  for (const Refusal& one : refusals_of_sending) {
    const bool is_it =
        one.kind == problem.kind() && (one.subject.empty() || one.subject == problem.subject());
    if (is_sending(call) && is_it) return one;
  }
  return refusal_in(refusals, problem);
}

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  // Under the twin prefix there is nothing to be read, whatever a sending call's path looks like.
  if (problem.kind() == wrong_method && call.request.path.starts_with("/v2/")) {
    reply.headers.clear();
    return refuse(Problem::not_found("route"), call, reply);
  }
  const auto& refusal = refusal_of(problem, call);
  reply.status = refusal.status;
  if (refusal.status == 401) reply.add_header("WWW-Authenticate", "Bearer");
  const auto words = refusal.words.empty() ? std::string_view(problem.what()) : refusal.words;
  JsonWriter json(reply.out());
  if (call.route != nullptr && call.route->handle == post_message) {  // Meta's shape, refusals too
    json.open('{').key("error").open('{').field("message", words).field("type", "Whats91PublicApiException");
    json.field("code", refusal.code).close('}');
    write_metadata(json, call.request_id);
    json.close('}');
    return;
  }
  json.open('{').field("success", false).field("message", words).field("error_code", refusal.code);
  write_metadata(json, call.request_id);
  json.close('}');
}

}  // namespace parley::whats91
