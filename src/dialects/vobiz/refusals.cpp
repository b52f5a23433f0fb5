// Problems as Vobiz words them: one form of envelope, a code and a status each.

#include "base/json_writer.h"
#include "dialects/refusal.h"
#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {
namespace {

using enum Problem::Kind;

struct Refusal {
  Problem::Kind kind;
  std::string_view subject;
  int status;
  std::string_view code;        // empty: of what was not found
  std::string_view words = {};  // empty: the problem's own
};

constexpr Refusal refusals[] = {
    {unauthenticated, "no token", 401, "UNAUTHORIZED", "X-Auth-ID and X-Auth-Token are required"},
    {unauthenticated, "", 401, "INVALID_CREDENTIALS", "Invalid credentials"},
    {forbidden, "", 403, "FORBIDDEN"},
    {not_found, "route", 404, "NOT_FOUND", "Not found"},
    {not_found, "", 404, ""},
    {wrong_method, "", 405, "METHOD_NOT_ALLOWED", "Method not allowed"},
    {invalid, "number", 400, "INVALID_NUMBER"},
    {invalid, "channel", 400, "INVALID_CHANNEL"},
    {invalid, "template", 400, "TEMPLATE_NOT_FOUND"},
    {invalid, "template parameter", 400, "PARAMETER_ERROR"},
    {invalid, "", 400, "BAD_REQUEST"},
    {conflict, "", 409, "CONFLICT"},
    {too_large, "", 413, "PAYLOAD_TOO_LARGE"},
    {unsupported_media, "", 415, "UNSUPPORTED_MEDIA_TYPE"},
    {rate_limited, "", 429, "RATE_LIMIT_EXCEEDED"},
    {unavailable, "", 503, "SERVICE_UNAVAILABLE"},
    {internal, "", 500, "INTERNAL_ERROR", "Internal error"},
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

}  // namespace

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto& refusal = refusal_in(refusals, problem);
  const auto code = refusal.code.empty() ? not_found_code(problem.subject()) : std::string(refusal.code);
  reply.status = refusal.status;
  JsonWriter json(reply.out());
  json.open('{').field("status", "error").key("error").open('{').field("code", code);
  json.field("message", refusal.words.empty() ? std::string_view(problem.what()) : refusal.words).close('}');
  json.field("timestamp", system_now()).field("requestId", call.request_id).close('}');
}

}  // namespace parley::vobiz
