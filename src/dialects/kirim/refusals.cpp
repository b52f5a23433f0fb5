// Problems as Kirim words them: seven types, a code each, and the parameter that is concerned.

#include "base/json_writer.h"
#include "dialects/kirim/kirim.h"

namespace parley::kirim {
namespace {

constexpr std::string_view bad_request = "invalid_request_error";

struct Refusal {
  int status;
  std::string_view type;
  std::string_view code;
  std::string_view param = {};  // empty: none
};

// Parameters and members whose faults have a code of their own.
struct Named {
  std::string_view name;
  std::string_view code;
};
constexpr Named named[] = {
    {"limit", "invalid_limit"},        {"cursor", "invalid_cursor"},
    {"to", "invalid_phone_number"},    {"phone_number", "invalid_phone_number"},
    {"phone", "invalid_phone_number"},
};

Refusal refusal_of_invalid(std::string_view subject) {
  if (subject == "body") return {400, bad_request, "invalid_request"};
  if (subject.starts_with(missing))
    return {400, bad_request, "missing_required_field", subject.substr(missing.size())};
  if (subject.starts_with(unfit))
    return {400, bad_request, "invalid_field_value", subject.substr(unfit.size())};
  for (const auto& [name, code] : named) {
    if (name == subject) return {400, bad_request, code, name};
  }
  return {400, bad_request, "invalid_field_value", subject};
}

Refusal refusal_of_conflict(std::string_view subject) {
  if (subject == "idempotency key") return {422, bad_request, "idempotency_key_reuse"};
  if (subject == "phone") return {400, bad_request, "invalid_field_value", "phone_number"};
  if (subject == "label") return {400, bad_request, "invalid_field_value", "name"};
  return {409, "conflict", "conflict"};
}

Refusal refusal_of(const Problem& problem) {
  using enum Problem::Kind;
  const std::string_view subject = problem.subject();
  switch (problem.kind()) {
    case unauthenticated:
      return {401, "authentication_error",
              subject == "expired token" ? "expired_api_key" : "invalid_api_key"};
    case forbidden:
      if (subject == "sending") return {422, bad_request, "account_not_connected"};
      return {403, "permission_error", "organization_suspended"};
    case not_found: return {404, "not_found", "resource_not_found"};
    case wrong_method: return {405, bad_request, "invalid_request"};
    case invalid: return refusal_of_invalid(subject);
    case conflict: return refusal_of_conflict(subject);
    case too_large: return {413, bad_request, "invalid_request"};
    case unsupported_media: return {415, bad_request, "invalid_request"};
    case rate_limited: return {429, "rate_limit_error", "rate_limit_exceeded"};
    case unavailable: return {503, "api_error", "service_unavailable"};
    case internal: break;
  }
  return {500, "api_error", "internal_error"};
}

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto [status, type, code, param] = refusal_of(problem);
  reply.status = status;
  if (status == 401) reply.add_header("WWW-Authenticate", "Bearer");
  JsonWriter json(reply.out());
  json.open('{')
      .key("error")
      .open('{')
      .field("type", type)
      .field("code", code)
      .field("message", std::string_view(problem.what()));
  if (!param.empty()) json.field("param", param);
  json.field("request_id", call.request_id).close('}').close('}');
}

}  // namespace parley::kirim
