// Who belongs to the organization, and as what.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/listing.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/wapikit.h"

#include <set>

namespace parley::wapikit {
namespace {

constexpr std::size_t most_roles = 200;

MemberId member_of_path(const Call& call, const Context& context) {
  return read_member_id(context.store.seal(), call.token->organization, call.path.decoded(0));
}

Member need_member(const Reader& from, const Call& call, MemberId id) {
  auto found = member(from, call.token->organization, id);
  if (!found) throw Problem::not_found("member");
  return std::move(*found);
}

std::vector<RoleId> read_role_ids(const Call& call, const Seal& seal, Json body) {
  const auto given = body["updatedRoleIds"];
  if (!given.is_array() || given.size() > most_roles) {
    throw Problem::invalid("updatedRoleIds", "updatedRoleIds must be a list of role ids");
  }
  std::vector<RoleId> ids;
  for (const auto one : given) {
    if (!one.is_text()) throw Problem::invalid("updatedRoleIds", "updatedRoleIds must be a list of role ids");
    ids.push_back(read_role_id(seal, call.token->organization, one.text()));
  }
  return ids;
}

}  // namespace

Task<> list_members(const Call& call, http::Reply& reply, Context& context) {
  const auto& seal = context.store.seal();
  const auto write = [&](const Reader& from, const ListPage& page, JsonWriter& json) {
    const auto sink = [&](const Member& one) { write_member(json, seal, page.organization, one); };
    return members(from, page, sink);
  };
  co_await answer_list(call, reply, context, "members", write);
}

Task<> get_member(const Call& call, http::Reply& reply, Context& context) {
  const auto id = member_of_path(call, context);
  const auto& seal = context.store.seal();
  const auto write = [&](const Reader& from) {
    const auto found = need_member(from, call, id);
    JsonWriter json(reply.out());
    json.open('{').key("member");
    write_member(json, seal, call.token->organization, found);
    json.close('}');
  };
  co_await context.store.read(Weight::light, write);
}

// Only owners make owners, and unmake them.
Task<> change_member(const Call& call, http::Reply& reply, Context& context) {
  const auto id = member_of_path(call, context);
  const auto body = read_body(call.request);
  const auto word = maybe_text(body.root(), "accessLevel", 20);
  const auto level = word ? is_owner_word(*word) : std::nullopt;
  if (word && !level) throw Problem::invalid("accessLevel", "accessLevel must be Owner or Member");
  const auto& seal = context.store.seal();
  const auto organization = call.token->organization;
  const auto save = [&](Transaction& in) {
    const auto before = need_member(in, call, id);
    if (level && *level != before.is_owner) {
      need_owner(call);
      set_owner(in, organization, id, *level);
    }
    JsonWriter json(reply.out());
    json.open('{').key("data").open('{').key("member");
    write_member(json, seal, organization, need_member(in, call, id));
    json.close('}').close('}');
  };
  co_await change(call, reply, context, save);
}

Task<> delete_member(const Call& call, http::Reply& reply, Context& context) {
  const auto id = member_of_path(call, context);
  const auto remove = [&](Transaction& in) {
    if (need_member(in, call, id).is_owner) need_owner(call);
    remove_member(in, call.token->organization, id);
    JsonWriter(reply.out()).open('{').field("data", true).close('}');
  };
  co_await change(call, reply, context, remove);
}

// Nobody gives a role that may more than they may themselves.
Task<> set_member_roles(const Call& call, http::Reply& reply, Context& context) {
  const auto id = member_of_path(call, context);
  const auto body = read_body(call.request);
  const auto& seal = context.store.seal();
  const auto wanted = read_role_ids(call, seal, body.root());
  const auto organization = call.token->organization;
  const auto save = [&](Transaction& in) {
    std::set<RoleId> had;
    for (const auto& one : need_member(in, call, id).roles) had.insert(one.id);
    for (const auto one : wanted) {
      const auto found = role(in, organization, one);
      if (!found) throw Problem::not_found("role");
      if (!had.contains(one)) need_own(call, found->permissions);
    }
    set_roles(in, organization, id, wanted);
    JsonWriter(reply.out()).open('{').field("isRoleUpdated", true).close('}');
  };
  co_await change(call, reply, context, save);
}

}  // namespace parley::wapikit
