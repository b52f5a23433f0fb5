// The simulator's own calls, at /simulator/…: switches, what was taken, where webhooks go, and customers who write.

#include "base/json.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "http/params.h"
#include "simulator/world.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>

namespace parley::simulator {
namespace {

using http::Method;

void wrong(http::Reply& reply, int status, std::string_view words) {
  reply.status = status;
  JsonWriter(reply.out()).open('{').field("error", words).close('}');
}

void show_switches(World& world, const http::Request&, http::Reply& reply) {
  reply.out() += json_of(world.switches);
}

void change_switches(World& world, const http::Request& request, http::Reply& reply) {
  const auto tree = JsonTree::read(request.body);
  if (!tree) return wrong(reply, 400, "the body is not a JSON object");
  const auto words = set_switches(world.switches, tree->root());
  if (!words.empty()) return wrong(reply, 400, words);
  show_switches(world, request, reply);
}

void show_messages(World& world, const http::Request& request, http::Reply& reply) {
  const auto params = http::Params::of_query(request.query);
  Search search{.to = params.text("to").value_or(""),
                .callback_data = params.text("callback_data").value_or(""),
                .wamid = params.text("wamid").value_or("")};
  const auto limit = params.text("limit").value_or("");
  std::from_chars(limit.data(), limit.data() + limit.size(), search.limit);
  search.limit = std::min(search.limit, Ledger::most_entries);
  reply.out() += world.ledger.messages(search);
}

void show_counts(World& world, const http::Request&, http::Reply& reply) {
  const auto& deliveries = world.courier.deliveries();
  reply.out() += world.ledger.counts(deliveries.counts(), deliveries.waiting() + world.courier.under_way());
}

void show_callback(World& world, const http::Request&, http::Reply& reply) {
  JsonWriter(reply.out()).open('{').field("url", world.courier.callback()).close('}');
}

// Catches, because what is no URL is what was asked about.
void change_callback(World& world, const http::Request& request, http::Reply& reply) {
  const auto tree = JsonTree::read(request.body);
  if (!tree || !tree->root()["url"].is_text()) return wrong(reply, 400, R"(the body must be {"url": …})");
  try {
    world.courier.call_back(tree->root()["url"].text());
  } catch (const std::invalid_argument&) {
    return wrong(reply, 400, "url is none: http://HOST:PORT/PATH");
  }
  show_callback(world, request, reply);
}

// {"from":DIGITS,"text":…} or {"from":…,"type":…,TYPE:{…}}, to the first number or to `phone_number_id`.
void say(World& world, const http::Request& request, http::Reply& reply) {
  const auto tree = JsonTree::read(request.body);
  const Json said = tree ? tree->root() : Json();
  const auto from = digits_of(said["from"].text());
  const auto id = said["phone_number_id"].text();
  const auto* const account = id.empty() ? &world.accounts.front() : world.account(id);
  if (!account) return wrong(reply, 400, "phone_number_id is none of the numbers");
  if (from.empty()) return wrong(reply, 400, "from must be a phone number");
  Content content;
  if (const auto words = said["text"].text(); !words.empty()) content = text(words);
  if (!said["type"].is_absent()) content = {said["type"].text(), said[said["type"].text()].compact()};
  if (content.object.empty() || content.type.empty()) return wrong(reply, 400, "there is nothing to say");
  if (!world.courier.has_room()) return wrong(reply, 503, "too many webhooks wait");
  world.say(account->number, world.people.find({.phone = from}), std::move(content));
  succeed(reply);
}

struct Control {
  Method method;
  std::string_view path;
  void (*answer)(World&, const http::Request&, http::Reply&);
};

constexpr Control controls[] = {
    {Method::get, "/simulator/switches", show_switches},
    {Method::post, "/simulator/switches", change_switches},
    {Method::get, "/simulator/messages", show_messages},
    {Method::get, "/simulator/counts", show_counts},
    {Method::get, "/simulator/callback", show_callback},
    {Method::post, "/simulator/callback", change_callback},
    {Method::post, "/simulator/say", say},
};

}  // namespace

void control(World& world, const http::Request& request, http::Reply& reply) {
  const auto is_it = [&](const Control& one) {
    return one.method == request.method && one.path == request.path;
  };
  const auto* const found = std::ranges::find_if(controls, is_it);
  if (found == std::end(controls)) return wrong(reply, 404, "the simulator has no such call");
  found->answer(world, request, reply);
}

}  // namespace parley::simulator
