// Who one is.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {

Task<> get_user(const Call& call, http::Reply& reply, Context& context) {
  const auto& member = person_of(call);
  const auto organization = call.token->organization;
  const auto senders = co_await context.store.senders(organization);
  const auto& seal = context.store.seal();
  const auto write = [&](const Reader& from) {
    const auto who = user(from, member.user);
    if (!who) throw Problem::not_found("user");
    JsonWriter json(reply.out());
    json.open('{').key("user").open('{');
    json.field("uniqueId", id_of(seal, who->id)).field("username", who->username).field("email", who->email);
    json.field("name", who->name).field("createdAt", who->created_at);
    if (!who->picture.empty()) json.field("profilePicture", who->picture);
    if (const auto text = organization_text(from, organization)) {
      json.field("currentOrganizationAccessLevel", access_level(member.is_owner)).key("organization");
      write_organization(json, seal, organization, *text, *senders);
    }
    json.field("isOwner", member.is_owner).close('}').close('}');
  };
  co_await context.store.read(Weight::light, write);
}

Task<> change_own_user(const Call& call, http::Reply& reply, Context& context) {
  const auto who = person_of(call).user;
  const auto body = read_body(call.request);
  const auto name = need_text(body.root(), "name");
  const auto picture = maybe_text(body.root(), "profilePicture", 2'000);
  const auto save = [&](Transaction& in) {
    change_user(in, who, name, picture);
    JsonWriter(reply.out()).open('{').field("isUpdated", true).close('}');
  };
  co_await change(call, reply, context, save);
}

}  // namespace parley::wapikit
