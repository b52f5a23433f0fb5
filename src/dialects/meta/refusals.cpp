// Problems as Graph words them: one envelope, a code, sometimes a subcode, and the HTTP status that goes with it.

#include "base/text.h"
#include "dialects/meta/graph.h"
#include "dialects/refusal.h"
#include "meta/graph_error.h"

namespace parley::graph {
namespace {

using enum Problem::Kind;

constexpr std::string_view usual_type = "OAuthException";

struct Refusal {
  Problem::Kind kind;
  std::string_view subject;
  int status;
  int code;
  int subcode = 0;
  std::string_view title = {};  // empty: the problem's own words; else those are the details
  std::string_view type = usual_type;
};

constexpr std::string_view invalid_token = "Invalid OAuth access token - Cannot parse access token";
constexpr std::string_view method_exception = "GraphMethodException";

constexpr Refusal refusals[] = {
    {unauthenticated, "no token", 401, 104, 0, "An access token is required to request this resource"},
    {unauthenticated, "expired token", 401, 190, 463, "Error validating access token: Session has expired"},
    {unauthenticated, "", 401, 190, 0, invalid_token},
    {forbidden, "access token", 403, 131005, 0, "Access denied"},
    {forbidden, "sending", 400, 133010, 0, "Phone number Not Registered"},
    {forbidden, "", 403, 10, 0, "API Permission Denied"},
    {not_found, "object", 400, 100, 33, {}, method_exception},
    {not_found, "route", 400, 100, 33, {}, method_exception},
    {not_found, "", 404, 100, 33, "Invalid parameter", method_exception},
    {wrong_method, "", 400, 100, 33, {}, method_exception},
    {invalid, "cursor", 400, 131059, 0, "Invalid pagination cursor"},
    {invalid, "", 400, 100, 0, "Invalid parameter"},
    {conflict, "idempotency key", 422, 100, 0, "Invalid parameter"},
    {conflict, "", 409, 100, 0, "Invalid parameter"},
    {too_large, "", 413, 100, 0, "Invalid parameter"},
    {unsupported_media, "", 400, 100, 0, "Invalid parameter"},
    {rate_limited, "", 429, 80007, 0, "Rate limit issues"},
    {unavailable, "", 503, 2, 0, "API Service"},
    {internal, "", 500, 131000, 0, "Something went wrong"},
};

std::string unsupported(const Call& call, const std::string& why) {
  return "Unsupported " + ascii_lower(call.request.method_name) + " request. " + why +
         " Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api";
}

void put_error(MetaError error, const Call& call, http::Reply& reply) {
  reply.status = error.status;
  if (error.status == 401)
    reply.add_header("WWW-Authenticate", R"(OAuth "Facebook Platform" "invalid_token")");
  if (error.trace.empty()) error.trace = call.request_id;
  reply.out() += meta::error_body(error);
}

}  // namespace

Problem no_object(const Call& call) {
  return {not_found, "object",
          unsupported(
              call, "Object with ID '" + call.path.decoded(1) +
                        "' does not exist, cannot be loaded due to missing permissions, or does not support "
                        "this operation.")};
}

void write_error(MetaError error, const Call& call, http::Reply& reply) {
  reply.clear();
  if (error.status == 503) reply.add_header("Retry-After", "1");
  put_error(std::move(error), call, reply);
}

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  const auto& refusal = refusal_in(refusals, problem);
  MetaError error{.status = refusal.status, .code = refusal.code, .subcode = refusal.subcode};
  error.type = refusal.type;
  const bool is_no_route = problem.kind() == wrong_method || problem.subject() == "route";
  if (is_no_route) {
    error.title = unsupported(call, "There is no such call here.");
  } else if (refusal.title.empty()) {
    error.title = problem.what();
  } else {
    error.title = refusal.title;
    if (refusal.kind != unauthenticated && refusal.kind != internal) error.details = problem.what();
  }
  put_error(std::move(error), call, reply);
}

}  // namespace parley::graph
