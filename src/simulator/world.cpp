#include "simulator/world.h"

#include "base/secrets.h"
#include "meta/graph_codes.h"
#include "meta/graph_error.h"

#include <algorithm>

namespace parley::simulator {
namespace {

constexpr std::string_view behind_a_renewed_token = "-renewed";
constexpr std::string_view of_unknown_objects = "GraphMethodException";

}  // namespace

World::World(asio::io_context& context, Options options)
    : seed(options.seed),
      run(options.run == 0 ? options.seed : mixed(options.seed, options.run)),
      verify_token(std::move(options.verify_token)),
      clock(std::move(options.now)),
      accounts(std::move(options.accounts)),
      switches(std::move(options.switches)),
      people(seed),
      shelf(run),
      templates(seed),
      courier(context, switches, std::move(options.app_secret), clock) {
  for (const Account& account : accounts) templates.start(account.number.waba);
}

const Account* World::account(std::string_view phone_number_id) const {
  const auto is_it = [&](const Account& one) { return one.number.phone_number_id == phone_number_id; };
  const auto found = std::ranges::find_if(accounts, is_it);
  return found == accounts.end() ? nullptr : &*found;
}

bool World::is_waba(std::string_view id) const {
  return std::ranges::any_of(accounts, [&](const Account& one) { return one.number.waba == id; });
}

bool World::opens(std::string_view token, const Account& account) const {
  if (token.ends_with(behind_a_renewed_token)) {
    token.remove_suffix(behind_a_renewed_token.size());
    return token == account.access_token;
  }
  return !switches.token_expired && token == account.access_token;
}

void World::say(const Number& number, const Person& person, Content content) {
  Dice dice(mixed(mixed(run, stable_hash(person.wa_id)), ++said));
  const Message message{.wamid = new_wamid(dice), .at = now(), .content = std::move(content)};
  limits.open_window(number.phone_number_id, person.wa_id, ahead());
  std::vector<Webhook> webhooks(1);
  webhooks.front().chance = dice.next();
  webhooks.front().body = incoming(number, person, std::span(&message, 1));
  courier.carry(std::move(webhooks));
}

void refuse(http::Reply& reply, const MetaError& error) {
  reply.status = error.status == 0 ? 400 : error.status;
  auto body = meta::error_body(error);
  constexpr std::string_view code = "(#100) ";  // these have none in their words
  if (error.type == of_unknown_objects) body.erase(body.find(code), code.size());
  reply.out() += body;
}

void succeed(http::Reply& reply) { reply.out() += R"({"success":true})"; }

MetaError unsupported_call(http::Method method, std::string_view id) {
  auto error = meta::meta_error(100);
  error.type = of_unknown_objects;
  error.subcode = 33;
  const std::string_view verb = method == http::Method::post  ? "post"
                                : method == http::Method::del ? "delete"
                                                              : "get";
  error.title =
      "Unsupported " + std::string(verb) + " request. Object with ID '" + std::string(id) +
      "' does not exist, cannot be loaded due to missing permissions, or does not support this operation";
  return error;
}

}  // namespace parley::simulator
