// Roles: names for what members may do.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/listing.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {
namespace {

RoleId role_of_path(const Call& call, const Context& context) {
  return read_role_id(context.store.seal(), call.token->organization, call.path.decoded(0));
}

Role need_role(const Reader& from, const Call& call, RoleId id) {
  auto found = role(from, call.token->organization, id);
  if (!found) throw Problem::not_found("role");
  return std::move(*found);
}

Role read_role(Json body) {
  Role read{.name = need_text(body, "name")};
  read.description = maybe_text(body, "description").value_or("");
  const auto words = body["permissions"];
  if (!words.is_array()) throw Problem::invalid("permissions", "permissions must be a list");
  for (const auto word : words) {
    const auto bit = word.is_text() ? permission_bit(word.text()) : 0;
    if (bit == 0) throw Problem::invalid("permissions", "permissions holds one that is not known");
    read.permissions |= bit;
  }
  return read;
}

void write(http::Reply& reply, const Seal& seal, const Call& call, const Role& role) {
  JsonWriter json(reply.out());
  json.open('{').key("role");
  write_role(json, seal, call.token->organization, role);
  json.close('}');
}

}  // namespace

Task<> list_roles(const Call& call, http::Reply& reply, Context& context) {
  const auto& seal = context.store.seal();
  const auto write = [&](const Reader& from, const ListPage& page, JsonWriter& json) {
    const auto sink = [&](const Role& one) { write_role(json, seal, page.organization, one); };
    return roles(from, page, sink);
  };
  co_await answer_list(call, reply, context, "roles", write);
}

Task<> add_new_role(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto wanted = read_role(body.root());
  need_own(call, wanted.permissions);
  const auto add = [&](Transaction& in) {
    const auto id = add_role(in, call.token->organization, wanted);
    write(reply, context.store.seal(), call, need_role(in, call, id));
  };
  co_await change(call, reply, context, add);
}

Task<> get_role(const Call& call, http::Reply& reply, Context& context) {
  const auto id = role_of_path(call, context);
  const auto write_one = [&](const Reader& from) {
    write(reply, context.store.seal(), call, need_role(from, call, id));
  };
  co_await context.store.read(Weight::light, write_one);
}

// What was in it before may stay, whoever changes it.
Task<> change_one_role(const Call& call, http::Reply& reply, Context& context) {
  const auto id = role_of_path(call, context);
  const auto body = read_body(call.request);
  const auto wanted = read_role(body.root());
  const auto save = [&](Transaction& in) {
    auto changed = need_role(in, call, id);
    need_own(call, wanted.permissions & ~changed.permissions);
    changed.name = wanted.name;
    changed.description = wanted.description;
    changed.permissions = wanted.permissions;
    change_role(in, call.token->organization, changed);
    write(reply, context.store.seal(), call, changed);
  };
  co_await change(call, reply, context, save);
}

Task<> delete_role(const Call& call, http::Reply& reply, Context& context) {
  const auto id = role_of_path(call, context);
  const auto remove = [&](Transaction& in) {
    remove_role(in, call.token->organization, id);
    JsonWriter(reply.out()).open('{').field("data", true).close('}');
  };
  co_await change(call, reply, context, remove);
}

}  // namespace parley::wapikit
