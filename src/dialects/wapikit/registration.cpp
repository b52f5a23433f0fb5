// How somebody becomes a user: what they say of themselves, then a code that their address gets.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/codes.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/passwords.h"
#include "dialects/wapikit/tokens.h"
#include "dialects/wapikit/wapikit.h"
#include "domain/email.h"

namespace parley::wapikit {
namespace {

struct Applicant {
  std::string username, email, name, password;
  std::string slug;  // of an invite; empty: none
};

Applicant read_applicant(Json body) {
  Applicant applicant{.username = need_text(body, "username", 100)};
  const auto email = email_of(need_text(body, "email", 254));
  if (!email) throw Problem::invalid("email", "email is not valid");
  applicant.email = *email;
  applicant.name = need_text(body, "name");
  applicant.password = read_new_password(body);
  applicant.slug = maybe_text(body, "organizationInviteSlug", 100).value_or("");
  const bool is_of_another =
      applicant.username.find('@') != std::string::npos && email_of(applicant.username) != email;
  if (is_of_another) throw Problem::invalid("username", "The username is not valid");
  return applicant;
}

void need_free(const Reader& from, const Applicant& applicant) {
  using enum Problem::Kind;
  if (user_of_email(from, applicant.email)) {
    throw Problem(conflict, "email", "A user with this email exists already");
  }
  if (user_called(from, applicant.username)) {
    throw Problem(conflict, "username", "A user with this username exists already");
  }
}

void need_invite(const Reader& from, const Applicant& applicant) {
  if (applicant.slug.empty()) return;
  const auto found = invite(from, applicant.slug);
  if (!found || found->redeemed || found->email != applicant.email) {
    throw Problem::invalid("organizationInviteSlug", "The invite is not valid");
  }
}

}  // namespace

Task<> register_user(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto applicant = read_applicant(body.root());
  auto& mailer = need_mailer(context);
  const auto bucket = context.buckets->take("wapikit register " + applicant.email, codes_an_hour,
                                            std::chrono::hours{1}, context.now());
  if (!bucket.allowed) {
    call.bucket = bucket;
    throw Problem(Problem::Kind::rate_limited, "register", "Rate limit exceeded");
  }
  const auto code = make_code();
  const auto expires_at = context.now() + code_life;
  const auto keep = [&](Transaction& in) {
    need_free(in, applicant);
    need_invite(in, applicant);
    keep_code(in, {std::string(registering), applicant.email, code, "", expires_at});
    JsonWriter(reply.out()).open('{').field("isOtpSent", true).close('}');
  };
  co_await change(call, reply, context, keep);
  if (!post_code(mailer, registering, applicant.email, code))
    throw Problem::unavailable("Too many letters wait to be sent; try again");
}

// What counts is what is said now, by who knows the code: whoever asked for it first may have been another.
Task<> verify_email(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto applicant = read_applicant(body.root());
  const auto code = need_text(body.root(), "otp", 20);
  bool is_right = false;
  const auto attempt = [&](Transaction& in) {
    need_free(in, applicant);
    need_invite(in, applicant);
    is_right = try_code(in, registering, applicant.email, code).has_value();
  };
  co_await change(call, reply, context, attempt);
  if (!is_right) throw Problem::invalid("otp", "Invalid OTP.");

  const auto hash = co_await hash_beside(*context.passwords, applicant.password);
  const auto& seal = context.store.seal();
  const auto add = [&](Transaction& in) {
    need_free(in, applicant);
    need_invite(in, applicant);
    if (!try_code(in, registering, applicant.email, code)) throw Problem::invalid("otp", "Invalid OTP.");
    drop_code(in, registering, applicant.email);
    User made{.email = applicant.email, .username = applicant.username, .name = applicant.name};
    made.password = hash;
    made.id = add_user(in, made);
    if (!applicant.slug.empty()) redeem_invite(in, applicant.slug, made.id);
    const auto issued = issue_session(in, seal, made);
    JsonWriter(reply.out()).open('{').field("token", issued.text).close('}');
  };
  co_await change(call, reply, context, add);
}

}  // namespace parley::wapikit
