// A forgotten password: a code, then a new password from where the code was told.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/codes.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/passwords.h"
#include "dialects/wapikit/wapikit.h"
#include "domain/email.h"
#include "store/members.h"

namespace parley::wapikit {
namespace {

// Who told the right code, by their network address: nobody else may set the password then.
constexpr std::string_view proven_from = "reset from";
constexpr std::chrono::minutes proof_life{10};

Problem wrong_code() { return Problem::invalid("otp", "Invalid OTP"); }

std::string read_email(Json body) {
  const auto email = email_of(need_text(body, "email", 254));
  if (!email) throw Problem::invalid("email", "email is not valid");
  return *email;
}

}  // namespace

// The same whether there is such a user or not, to the write of a code that nobody is told.
Task<> begin_reset(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto email = read_email(body.root());
  auto& mailer = need_mailer(context);
  const auto bucket =
      context.buckets->take("wapikit reset " + email, codes_an_hour, std::chrono::hours{1}, context.now());
  const auto code = make_code();
  const auto expires_at = context.now() + code_life;
  bool is_here = false;
  const auto keep = [&](Transaction& in) {
    is_here = user_of_email(in, email).has_value();
    keep_code(in, {std::string(resetting), email, code, "", expires_at});
  };
  if (bucket.allowed) {
    co_await change(call, reply, context, keep);
    if (is_here) post_code(mailer, resetting, email, code);  // where it cannot be sent, nobody learns by that
  }
  JsonWriter(reply.out()).open('{').field("isOtpSent", true).close('}');
}

Task<> verify_reset(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto email = read_email(body.root());
  const auto code = need_text(body.root(), "otp", 20);
  const std::string from(call.request.remote);
  const auto expires_at = context.now() + proof_life;
  bool is_right = false;
  const auto attempt = [&](Transaction& in) {
    is_right = try_code(in, resetting, email, code).has_value() && user_of_email(in, email);
    if (is_right) keep_code(in, {std::string(proven_from), email, from, "", expires_at});
  };
  co_await change(call, reply, context, attempt);
  if (!is_right) throw wrong_code();
  JsonWriter(reply.out()).open('{').field("isVerified", true).close('}');
}

Task<> complete_reset(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto email = read_email(body.root());
  const auto password = read_new_password(body.root());
  const auto code = maybe_text(body.root(), "otp", 20).value_or("");
  const std::string from(call.request.remote);
  const auto is_proven = [&](Transaction& in) {
    if (!user_of_email(in, email)) return false;
    if (!code.empty()) return try_code(in, resetting, email, code).has_value();
    return try_code(in, proven_from, email, from).has_value();
  };
  bool is_right = false;
  const auto attempt = [&](Transaction& in) { is_right = is_proven(in); };
  co_await change(call, reply, context, attempt);
  if (!is_right) throw wrong_code();

  const auto hash = co_await hash_beside(*context.passwords, password);
  const auto set = [&](Transaction& in) {
    is_right = is_proven(in);
    if (!is_right) return;
    set_password(in, user_of_email(in, email)->id, hash);
    for (const auto purpose : {resetting, proven_from}) drop_code(in, purpose, email);
  };
  co_await change(call, reply, context, set);
  if (!is_right) throw wrong_code();
  JsonWriter(reply.out()).open('{').field("isPasswordReset", true).close('}');
}

}  // namespace parley::wapikit
