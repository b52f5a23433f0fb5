// Invites. They are sent to nobody: who invites hands the slug on.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/listing.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {
namespace {

std::string name_of_organization(const Reader& from, OrganizationId organization) {
  const auto text = organization_text(from, organization);
  return text ? text->name : "";
}

void write(http::Reply& reply, const Seal& seal, const Reader& from, const Invite& invite) {
  JsonWriter json(reply.out());
  json.open('{').key("invite");
  write_invite(json, seal, invite, name_of_organization(from, invite.organization));
  json.close('}');
}

}  // namespace

Task<> list_invites(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;  // no event tells of invites
  const auto& seal = context.store.seal();
  const auto write = [&](const Reader& from, const ListPage& page, JsonWriter& json) {
    const auto name = name_of_organization(from, page.organization);
    const auto sink = [&](const Invite& one) { write_invite(json, seal, one, name); };
    return invites(from, page, sink);
  };
  co_await answer_list(call, reply, context, "invites", write);
}

Task<> add_new_invite(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto email = need_text(body.root(), "email", 254);
  const auto level = is_owner_word(need_text(body.root(), "accessLevel", 20));
  if (!level) throw Problem::invalid("accessLevel", "accessLevel must be Owner or Member");
  if (*level) need_owner(call);
  const auto add = [&](Transaction& in) {
    const auto made = add_invite(in, call.token->organization, email, *level);
    write(reply, context.store.seal(), in, made);
  };
  co_await change(call, reply, context, add);
}

Task<> get_invite(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto slug = call.path.decoded(0);
  const auto write_one = [&](const Reader& from) {
    const auto found = invite(from, slug);
    if (!found) throw Problem::not_found("invite");
    write(reply, context.store.seal(), from, *found);
  };
  co_await context.store.read(Weight::light, write_one);
}

}  // namespace parley::wapikit
