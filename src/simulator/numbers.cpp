// Numbers and accounts: what they are, their profiles, who is subscribed to them.

#include "base/json.h"
#include "base/json_writer.h"
#include "base/secrets.h"
#include "http/params.h"
#include "meta/graph_codes.h"
#include "simulator/world.h"

#include <algorithm>

namespace parley::simulator {
namespace {

constexpr std::string_view profile_fields[] = {"about",    "address",  "description",        "email",
                                               "websites", "vertical", "profile_picture_url"};
constexpr std::size_t longest_field = 2'048;

void write_number(JsonWriter& json, const Account& account) {
  json.open('{').field("verified_name", account.name).field("code_verification_status", "VERIFIED");
  json.field("display_phone_number", "+" + account.number.phone).field("quality_rating", "GREEN");
  json.field("platform_type", "CLOUD_API").key("throughput").open('{').field("level", "STANDARD").close('}');
  json.field("id", account.number.phone_number_id).close('}');
}

}  // namespace

void number_info(World& world, Call& call, http::Reply& reply) {
  JsonWriter json(reply.out());
  const auto fields = http::Params::of_query(call.request.query).text("fields");
  if (!fields || *fields != "webhook_configuration") return write_number(json, *world.account(call.id));
  json.open('{').key("webhook_configuration").open('{').field("application", world.courier.callback());
  json.close('}').field("id", call.id).close('}');
}

void list_numbers(World& world, Call& call, http::Reply& reply) {
  JsonWriter json(reply.out());
  json.open('{').key("data").open('[');
  std::size_t count = 0;
  for (const Account& account : world.accounts) {
    if (account.number.waba != call.id) continue;
    write_number(json, account);
    ++count;
  }
  json.close(']').key("paging").open('{').key("cursors").open('{').field("before", "s0");
  json.field("after", "s" + std::to_string(count)).close('}').close('}').close('}');
}

void get_profile(World& world, Call& call, http::Reply& reply) {
  JsonWriter json(reply.out());
  json.open('{').key("data").open('[').open('{');
  for (const auto& [field, value] : world.profiles[call.id]) json.key(field).raw(value);
  json.field("messaging_product", "whatsapp").close('}').close(']').close('}');
}

void set_profile(World& world, Call& call, http::Reply& reply) {
  const auto tree = JsonTree::read(call.request.body);
  if (!tree) return refuse(reply, meta::meta_error(100, "The body is not a JSON object"));
  auto& profile = world.profiles[call.id];
  for (const auto field : profile_fields) {
    const Json value = tree->root()[field];
    if (value.is_absent()) continue;
    auto json = value.compact();
    if (json.size() > longest_field)
      return refuse(reply, meta::meta_error(131009, "Param " + std::string(field) + " is too long"));
    profile.insert_or_assign(std::string(field), std::move(json));
  }
  succeed(reply);
}

void subscriptions(World& world, Call&, http::Reply& reply) {
  JsonWriter json(reply.out());
  json.open('{').key("data").open('[');
  if (!world.courier.callback().empty()) {
    json.open('{').key("whatsapp_business_api_data").open('{').field("link", world.courier.callback());
    json.field("name", "Simulator").field("id", app_id).close('}').close('}');
  }
  json.close(']').close('}');
}

void start_sync(World& world, Call& call, http::Reply& reply) {
  const auto id = to_hex(bytes_of(sha256(call.id + std::to_string(++world.said)))).substr(0, 32);
  JsonWriter(reply.out()).open('{').field("messaging_product", "whatsapp").field("request_id", id).close('}');
}

void just_succeed(World&, Call&, http::Reply& reply) { succeed(reply); }

}  // namespace parley::simulator
