// The API key of a member: one in each organization. Its text is told when it is made; the store keeps a hash.

#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/tokens.h"
#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {
namespace {

const std::string key_name(api_key_name);

void write_key(JsonWriter& json, std::string_view id, std::string_view text, Timestamp created_at) {
  json.open('{').key("apiKey").open('{').field("uniqueId", id).field("key", text);
  json.field("createdAt", created_at).close('}').close('}');
}

void make_key(Transaction& in, const Seal& seal, const Call& call, http::Reply& reply) {
  const auto& member = person_of(call);
  const auto organization = call.token->organization;
  const auto who = user(in, member.user);
  const MembershipRow of{organization, member.id, member.is_owner};
  const auto issued = issue_token(in, seal, *who, of, api_key_name, in.now + api_key_life);
  JsonWriter json(reply.out());
  write_key(json, id_of(seal, organization, issued.id), issued.text, in.now);
}

}  // namespace

// The first who asks makes it; later on only its ends are told.
Task<> get_api_key(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto member = person_of(call).id;
  const auto organization = call.token->organization;
  const auto& seal = context.store.seal();
  const auto now = context.now();
  const auto write_known = [&](const Reader& from) {
    const auto keys = member_tokens(from, organization, member, key_name, now);
    if (keys.empty()) return false;
    const auto& key = keys.front();
    JsonWriter json(reply.out());
    write_key(json, id_of(seal, organization, key.id), key.prefix + "..." + key.last_four, key.created_at);
    return true;
  };
  bool is_known = false;
  const auto look = [&](const Reader& from) { is_known = write_known(from); };
  co_await context.store.read(Weight::light, look);
  if (is_known) co_return;
  const auto make = [&](Transaction& in) {
    if (!write_known(in)) make_key(in, seal, call, reply);
  };
  co_await change(call, reply, context, make);
}

Task<> renew_api_key(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto member = person_of(call).id;
  const auto& seal = context.store.seal();
  const auto renew = [&](Transaction& in) {
    revoke_tokens(in, call.token->organization, member, key_name);
    make_key(in, seal, call, reply);
  };
  co_await change(call, reply, context, renew);
}

}  // namespace parley::wapikit
