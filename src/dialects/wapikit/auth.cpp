// Logging in, and going from one organization to another.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/passwords.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/tokens.h"
#include "dialects/wapikit/wapikit.h"

#include <algorithm>

namespace parley::wapikit {
namespace {

constexpr std::int64_t attempts_a_minute = 20;  // for one account, from wherever

Problem wrong_credentials() { return {Problem::Kind::not_found, "login", "Invalid email / password"}; }

void write_token(http::Reply& reply, std::string_view text) {
  JsonWriter(reply.out()).open('{').field("token", text).close('}');
}

// Joins the organization of an invite, and goes there.
Task<> redeem(const Call& call, http::Reply& reply, Context& context, const std::string& slug) {
  const auto who = person_of(call).user;
  const auto& seal = context.store.seal();
  const auto join = [&](Transaction& in) {
    const auto found = invite(in, slug);
    const auto member = redeem_invite(in, slug, who);
    const MembershipRow of{found->organization, member, found->is_owner};
    const auto stored = user(in, who);
    write_token(reply, issue_session(in, seal, *stored, of).text);
  };
  co_await change(call, reply, context, join);
}

}  // namespace

Task<> log_in(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto name = need_text(body.root(), "username");
  const auto password = body.root()["password"].is_text() ? body.root()["password"].text() : "";
  if (password.empty()) throw Problem::invalid("password", "password is required");

  std::optional<User> who;
  bool is_onboarded = false;
  const auto look = [&](const Reader& from) { who = user_called(from, name); };
  co_await context.store.read(Weight::light, look);
  // By account, too: attempts on one may come from many addresses.
  const auto account = "wapikit login " + (who ? std::to_string(who->id.value) : ascii_lower(name));
  const auto bucket =
      context.buckets->take(account, attempts_a_minute, std::chrono::minutes{1}, context.now());
  if (!bucket.allowed) {
    call.bucket = bucket;
    throw Problem(Problem::Kind::rate_limited, "login", "Rate limit exceeded");
  }
  const auto hash = who && who->active ? who->password : std::string();
  const bool is_right = co_await verify_beside(*context.passwords, password, hash);
  if (!is_right) throw wrong_credentials();

  OrganizationId organization;
  IssuedToken issued;
  const auto& seal = context.store.seal();
  const auto make = [&](Transaction& in) {
    const auto now_stored = user(in, who->id);
    if (!now_stored || now_stored->password != hash) throw wrong_credentials();  // changed meanwhile
    issued = issue_session(in, seal, *now_stored);
  };
  co_await change(call, reply, context, make);
  const auto token = co_await context.store.token(issued.text);
  if (token) organization = token->organization;
  const auto senders = co_await context.store.senders(organization);
  is_onboarded = !senders->empty();
  JsonWriter(reply.out())
      .open('{')
      .field("token", issued.text)
      .field("isOnboardingCompleted", is_onboarded)
      .close('}');
}

Task<> switch_organization(const Call& call, http::Reply& reply, Context& context) {
  const auto who = person_of(call).user;
  const auto body = read_body(call.request);
  const auto text = need_text(body.root(), "organizationId");
  if (!is_uuid(text)) throw Problem::invalid("organizationId", "invalid organization id");
  const auto& seal = context.store.seal();
  const auto wanted = organization_of_id(seal, text);
  if (wanted == call.token->organization) {
    throw Problem::invalid("organizationId", "You are in this organization already");
  }
  const auto go = [&](Transaction& in) {
    const auto all = memberships(in, who);
    const auto of = std::ranges::find_if(all, [&](const auto& one) { return one.organization == wanted; });
    if (of == all.end()) throw Problem::not_found("organization");
    const auto stored = user(in, who);
    write_token(reply, issue_session(in, seal, *stored, *of).text);
  };
  co_await change(call, reply, context, go);
}

Task<> join_organization(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto slug = need_text(body.root(), "inviteSlug");
  co_await redeem(call, reply, context, slug);
}

Task<> accept_invite(const Call& call, http::Reply& reply, Context& context) {
  const auto slug = call.path.decoded(0);
  co_await redeem(call, reply, context, slug);
}

}  // namespace parley::wapikit
