// Problems as Kirim words them: seven types, a code each, and the parameter that is concerned.

#include "base/json_writer.h"
#include "dialects/kirim/kirim.h"
#include "dialects/refusal.h"

namespace parley::kirim {
namespace {

using enum Problem::Kind;

constexpr std::string_view bad_request = "invalid_request_error";

struct Refusal {
  Problem::Kind kind;
  std::string_view subject;
  int status;
  std::string_view type;
  std::string_view code;
  std::string_view param = {};  // empty: none
};

constexpr Refusal refusals[] = {
    {unauthenticated, "expired token", 401, "authentication_error", "expired_api_key"},
    {unauthenticated, "", 401, "authentication_error", "invalid_api_key"},
    {forbidden, "sending", 422, bad_request, "account_not_connected"},
    {forbidden, "account", 422, bad_request, "account_not_connected"},
    {forbidden, "access token", 422, bad_request, "account_not_connected"},
    {forbidden, "", 403, "permission_error", "organization_suspended"},
    {not_found, "", 404, "not_found", "resource_not_found"},
    {wrong_method, "", 405, bad_request, "invalid_request"},
    // Parameters and members whose faults have a code of their own.
    {invalid, "body", 400, bad_request, "invalid_request"},
    {invalid, "limit", 400, bad_request, "invalid_limit", "limit"},
    {invalid, "cursor", 400, bad_request, "invalid_cursor", "cursor"},
    {invalid, "to", 400, bad_request, "invalid_phone_number", "to"},
    {invalid, "phone_number", 400, bad_request, "invalid_phone_number", "phone_number"},
    {invalid, "phone", 400, bad_request, "invalid_phone_number", "phone"},
    {invalid, "template.name", 400, bad_request, "invalid_template_name", "template.name"},
    {invalid, "meta", 400, bad_request, "invalid_field_value"},
    {invalid, "", 400, bad_request, "invalid_field_value"},
    {conflict, "idempotency key", 422, bad_request, "idempotency_key_reuse"},
    {conflict, "idempotency in progress", 409, "conflict", "idempotency_in_progress"},
    {conflict, "template", 409, "conflict", "template_already_exists", "name"},
    {conflict, "phone", 400, bad_request, "invalid_field_value", "phone_number"},
    {conflict, "label", 400, bad_request, "invalid_field_value", "name"},
    {conflict, "", 409, "conflict", "conflict"},
    {too_large, "", 413, bad_request, "invalid_request"},
    {unsupported_media, "", 415, bad_request, "invalid_request"},
    {rate_limited, "", 429, "rate_limit_error", "rate_limit_exceeded"},
    {unavailable, "meta", 502, "api_error", "whatsapp_upstream_error"},
    {unavailable, "", 503, "api_error", "service_unavailable"},
    {internal, "", 500, "api_error", "internal_error"},
};

// A value that is wrong in a way that has no code of its own is told with its name.
Refusal refusal_of(const Problem& problem) {
  Refusal refusal = refusal_in(refusals, problem);
  if (problem.kind() != invalid || !refusal.subject.empty()) return refusal;
  const std::string_view subject = problem.subject();
  if (subject.starts_with(missing)) {
    refusal.code = "missing_required_field";
    refusal.param = subject.substr(missing.size());
  } else {
    refusal.param = subject.starts_with(unfit) ? subject.substr(unfit.size()) : subject;
  }
  return refusal;
}

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto refusal = refusal_of(problem);
  reply.status = refusal.status;
  if (refusal.status == 401) reply.add_header("WWW-Authenticate", "Bearer");
  JsonWriter json(reply.out());
  json.open('{')
      .key("error")
      .open('{')
      .field("type", refusal.type)
      .field("code", refusal.code)
      .field("message", std::string_view(problem.what()));
  if (!refusal.param.empty()) json.field("param", refusal.param);
  json.field("request_id", call.request_id).close('}').close('}');
}

}  // namespace parley::kirim
