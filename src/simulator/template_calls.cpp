// Message templates: list, create, delete, one; what becomes of a new one comes as a webhook.

#include "base/json_writer.h"
#include "base/secrets.h"
#include "http/params.h"
#include "meta/graph_codes.h"
#include "simulator/world.h"

#include <algorithm>
#include <charconv>

namespace parley::simulator {
namespace {

using meta::meta_error;

constexpr std::size_t most_a_page = 1'000;

// Judges it, as Meta's review does: at once here, told when the webhook comes.
void judge(World& world, const Template& one) {
  Dice dice(mixed(world.seed, stable_hash(one.id + one.components)));
  const auto& after = world.switches.template_after;
  const bool is_rejected = dice.share(world.switches.template_rejected);
  TemplateEvent event{.id = one.id, .name = one.name, .language = one.language};
  event.event = is_rejected ? "REJECTED" : "APPROVED";
  event.reason = is_rejected ? "INVALID_FORMAT" : "NONE";
  const std::chrono::milliseconds wait{dice.between(after.least, after.most)};
  std::vector<Webhook> webhooks(1);
  webhooks.front() = {
      .after = wait, .chance = dice.next(), .body = template_update(one.waba, event, world.now() + wait)};
  world.templates.judge_at(one.id, event.event, world.now() + wait);
  world.courier.carry(std::move(webhooks));
}

std::size_t limit_of(const http::Params& params) {
  std::size_t limit = 25;
  const auto text = params.text("limit").value_or("");
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return std::clamp<std::size_t>(limit, 1, most_a_page);
}

// As Meta links to its pages: at its own address, and with the token that it was asked with.
std::string link_of(const Call& call, std::size_t limit) {
  auto link = "https://graph.facebook.com" + std::string(call.request.path) +
              "?access_token=" + http::percent_encoded(call.caller.access_token) +
              "&pretty=0&limit=" + std::to_string(limit);
  auto query = call.request.query;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto name = pair.substr(0, pair.find('='));
    const bool is_told =
        name == "access_token" || name == "pretty" || name == "limit" || name == "after" || name == "before";
    if (!is_told && !pair.empty()) link.append("&").append(pair);
  }
  return link;
}

}  // namespace

void list_templates(World& world, Call& call, http::Reply& reply) {
  world.templates.pass(world.now());
  const auto params = http::Params::of_query(call.request.query);
  const TemplateQuery query{.name = params.text("name").value_or(""),
                            .status = params.text("status").value_or(""),
                            .language = params.text("language").value_or(""),
                            .after = params.text("after").value_or(""),
                            .before = params.text("before").value_or(""),
                            .limit = limit_of(params),
                            .link = link_of(call, limit_of(params))};
  const auto page = world.templates.list(call.id, query);
  if (const auto* const error = std::get_if<MetaError>(&page)) return refuse(reply, *error);
  reply.out() += std::get<std::string>(page);
}

void create_template(World& world, Call& call, http::Reply& reply) {
  const auto tree = JsonTree::read(call.request.body);
  if (!tree) return refuse(reply, meta_error(100, "The body is not a JSON object"));
  const auto made = world.templates.create(call.id, tree->root());
  if (const auto* const error = std::get_if<MetaError>(&made)) return refuse(reply, *error);
  const auto& one = std::get<Template>(made);
  judge(world, one);
  JsonWriter json(reply.out());
  json.open('{').field("id", one.id).field("status", one.status).field("category", one.category).close('}');
}

void delete_template(World& world, Call& call, http::Reply& reply) {
  const auto params = http::Params::of_query(call.request.query);
  const auto name = params.text("name").value_or("");
  const auto removed = world.templates.remove(call.id, name, params.text("hsm_id").value_or(""));
  if (removed == 0) return refuse(reply, meta_error(100, "There is no template of that name"));
  succeed(reply);
}

void template_info(World& world, Call& call, http::Reply& reply) {
  world.templates.pass(world.now());
  reply.out() += json_of(*world.templates.find(call.id));
}

void change_template(World& world, Call& call, http::Reply& reply) {
  const auto tree = JsonTree::read(call.request.body);
  if (!tree) return refuse(reply, meta_error(100, "The body is not a JSON object"));
  const auto* const one = world.templates.change(call.id, tree->root());
  judge(world, *one);
  succeed(reply);
}

}  // namespace parley::simulator
