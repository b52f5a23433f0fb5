// Organizations: those one belongs to, a new one, and what one's own says of itself.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/wapikit.h"

#include <algorithm>
#include <map>

namespace parley::wapikit {
namespace {

using Senders = std::shared_ptr<const std::vector<Sender>>;

Problem not_yours() {
  return {Problem::Kind::forbidden, "organization", "You do not have access to this organization"};
}

OrganizationId read_organization_id(const Seal& seal, std::string_view text) {
  if (!is_uuid(text)) throw Problem::invalid("organization", "invalid organization id");
  const auto id = organization_of_id(seal, text);
  if (!id) throw not_yours();
  return *id;
}

// The one the call is in.
OrganizationId need_current(const Call& call, const Seal& seal) {
  const auto id = read_organization_id(seal, call.path.decoded(0));
  if (id != call.token->organization) throw not_yours();
  return id;
}

std::vector<OrganizationId> organizations_of(const Call& call, const Reader& from) {
  if (!call.token->member) return {call.token->organization};
  std::vector<OrganizationId> ids;
  for (const auto& one : memberships(from, call.token->member->user)) ids.push_back(one.organization);
  return ids;
}

// The texts of some, one after the other, with their numbers of WhatsApp.
Task<> write_all(const std::vector<OrganizationId>& ids, JsonWriter& json, Context& context) {
  for (const auto id : ids) {
    const auto senders = co_await context.store.senders(id);
    const auto write = [&](const Reader& from) {
      const auto text = organization_text(from, id);
      if (text) write_organization(json, context.store.seal(), id, *text, *senders);
    };
    co_await context.store.read(Weight::light, write);
  }
}

OrganizationText read_text(Json body) {
  OrganizationText text{.name = need_text(body, "name")};
  text.description = maybe_text(body, "description").value_or("");
  text.website = maybe_text(body, "websiteUrl", 2'000).value_or("");
  return text;
}

}  // namespace

Task<> add_own_organization(const Call& call, http::Reply& reply, Context& context) {
  const auto who = person_of(call).user;
  const auto body = read_body(call.request);
  const auto wanted = read_text(body.root());
  const auto& seal = context.store.seal();
  const auto add = [&](Transaction& in) {
    const auto id = add_organization(in, wanted);
    add_member(in, id, who, true);
    JsonWriter json(reply.out());
    json.open('{').key("organization");
    write_organization(json, seal, id, *organization_text(in, id), {});
    json.close('}');
  };
  co_await change(call, reply, context, add);
}

Task<> list_organizations(const Call& call, http::Reply& reply, Context& context) {
  const auto page = read_page(call.params);
  const bool descending = read_descending(call.params, "sortBy");
  std::vector<OrganizationId> ids;
  const auto find = [&](const Reader& from) { ids = organizations_of(call, from); };
  co_await context.store.read(Weight::light, find);
  if (descending) std::ranges::reverse(ids);
  const auto total = std::ssize(ids);
  const auto first = std::min(page.offset(), total);
  const auto last = std::min(first + page.size, total);
  const std::vector<OrganizationId> shown(ids.begin() + first, ids.begin() + last);

  JsonWriter json(reply.out());
  json.open('{').key("organizations").open('[');
  co_await write_all(shown, json, context);
  json.close(']');
  write_pagination(json, page, total);
  json.close('}');
}

Task<> get_organization(const Call& call, http::Reply& reply, Context& context) {
  const auto id = read_organization_id(context.store.seal(), call.path.decoded(0));
  bool is_theirs = false;
  const auto find = [&](const Reader& from) {
    const auto ids = organizations_of(call, from);
    is_theirs = std::ranges::find(ids, id) != ids.end();
  };
  co_await context.store.read(Weight::light, find);
  if (!is_theirs) throw not_yours();
  call.may_be_kept = id == call.token->organization;  // another's changes are told elsewhere

  JsonWriter json(reply.out());
  json.open('{').key("organization");
  const std::vector<OrganizationId> only{id};
  co_await write_all(only, json, context);
  json.close('}');
}

// What is not sent stays as it is.
Task<> change_own_organization(const Call& call, http::Reply& reply, Context& context) {
  const auto id = need_current(call, context.store.seal());
  const auto body = read_body(call.request);
  const auto name = need_text(body.root(), "name");
  const auto description = maybe_text(body.root(), "description");
  const auto website = maybe_text(body.root(), "websiteUrl", 2'000);
  const auto save = [&](Transaction& in) {
    auto text = organization_text(in, id);
    if (!text) throw Problem::not_found("organization");
    text->name = name;
    text->description = description.value_or(text->description);
    text->website = website.value_or(text->website);
    change_organization(in, id, *text);
    JsonWriter(reply.out()).open('{').field("isUpdated", true).close('}');
  };
  co_await change(call, reply, context, save);
}

Task<> transfer_organization(const Call& call, http::Reply& reply, Context& context) {
  need_owner(call);
  const auto& seal = context.store.seal();
  const auto id = need_current(call, seal);
  const auto self = person_of(call).id;
  const auto body = read_body(call.request);
  const auto text = need_text(body.root(), "newOwnerId");
  if (!is_uuid(text)) throw Problem::invalid("newOwnerId", "invalid user id");
  const auto heir = user_of_id(seal, text);
  const auto hand_over = [&](Transaction& in) {
    std::optional<MembershipRow> of;
    for (const auto& one : memberships(in, heir.value_or(UserId{}))) {
      if (one.organization == id) of = one;
    }
    if (!of) throw Problem::not_found("member");
    if (of->member == self) throw Problem::invalid("newOwnerId", "You are the owner already");
    set_owner(in, id, of->member, true);
    set_owner(in, id, self, false);
    JsonWriter(reply.out()).open('{').field("isTransferred", true).close('}');
  };
  co_await change(call, reply, context, hand_over);
}

// There is none to tell of here, and never its key.
Task<> get_ai_configuration(const Call&, http::Reply& reply, Context&) {
  JsonWriter json(reply.out());
  json.open('{').key("aiConfiguration").open('{');
  json.field("isEnabled", false).field("model", "Gpt4o").field("apiKey", "").close('}').close('}');
  co_return;
}

}  // namespace parley::wapikit
