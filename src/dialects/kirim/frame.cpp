// What every call and answer has around it: the key, the request's id, the rate, the headers.

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/once.h"

namespace parley::kirim {
namespace {

bool reads(const http::Request& request) {
  return request.method == http::Method::get || request.method == http::Method::head;
}

// The id that stands at the end of a body: in a repeated answer it is the first call's. Empty where there is none.
std::string_view id_in(std::string_view body) {
  constexpr std::string_view key = R"("request_id":")";
  const auto at = body.rfind(key);
  if (at == std::string_view::npos) return {};
  const auto id = body.substr(at + key.size());
  return id.substr(0, id.find('"'));
}

void tell_rate(const Bucket& bucket, http::Reply& reply) {
  const auto full_at = std::chrono::ceil<std::chrono::seconds>(bucket.full_at.time_since_epoch());
  reply.add_header("X-RateLimit-Limit", std::to_string(bucket.limit));
  reply.add_header("X-RateLimit-Remaining", std::to_string(bucket.remaining));
  reply.add_header("X-RateLimit-Reset", std::to_string(full_at.count()));
  if (!bucket.allowed) reply.add_header("Retry-After", std::to_string(bucket.retry_after));
}

}  // namespace

std::optional<std::string> credential(const http::Request& request, const http::Params&) {
  constexpr std::string_view scheme = "bearer ";
  const auto header = request.header("authorization").value_or("");
  if (!equal_ignoring_case(header.substr(0, scheme.size()), scheme)) return std::nullopt;
  const auto key = trimmed(header.substr(scheme.size()));
  if (key.empty()) return std::nullopt;
  return std::string(key);
}

std::string make_request_id() { return "req_" + random_base32(26); }

void admit(const Call& call, Context& context) {
  if (!call.token) return;
  const bool is_read = reads(call.request);
  const auto& settings = *context.settings;
  const auto per_minute = is_read ? settings.kirim_reads_per_minute : settings.kirim_writes_per_minute;
  const auto name =
      (is_read ? "kirim read " : "kirim write ") + std::to_string(call.token->organization.value);
  call.bucket = context.buckets->take(name, per_minute, context.now());
  if (!call.bucket->allowed) throw Problem(Problem::Kind::rate_limited, "", "Too many requests");
}

void finish(const Call& call, http::Reply& reply, Context&) {
  const auto id = id_in(reply.body());
  reply.add_header("X-Request-Id", id.empty() ? std::string_view(call.request_id) : id);
  if (call.bucket && reply.status < 500) tell_rate(*call.bucket, reply);
  const bool tells_of_repeats =
      call.token && call.request.method == http::Method::post && has_key(call.request);
  if (tells_of_repeats && reply.headers.find(replayed_header) == std::string::npos)
    reply.add_header(replayed_header, "false");
}

}  // namespace parley::kirim
