#include "simulator/graph.h"

#include "base/text.h"
#include "http/params.h"
#include "meta/graph_codes.h"

#include <algorithm>
#include <iterator>

namespace parley::simulator {
namespace {

using http::Method;

// What an id names.
enum class Kind { app, session, number, waba, file, message_template };

struct Route {
  Method method;
  Kind kind;
  std::string_view edge;
  Answerer answer;
};

constexpr Route routes[] = {
    {Method::get, Kind::app, "", app_info},
    {Method::post, Kind::app, "uploads", open_session},
    {Method::post, Kind::session, "", take_file_of_session},
    {Method::post, Kind::number, "messages", send_message},
    {Method::post, Kind::number, "media", upload_file},
    {Method::get, Kind::number, "", number_info},
    {Method::post, Kind::number, "", just_succeed},
    {Method::get, Kind::number, "whatsapp_business_profile", get_profile},
    {Method::post, Kind::number, "whatsapp_business_profile", set_profile},
    {Method::post, Kind::number, "register", just_succeed},
    {Method::post, Kind::number, "deregister", just_succeed},
    {Method::post, Kind::number, "request_code", just_succeed},
    {Method::post, Kind::number, "verify_code", just_succeed},
    {Method::post, Kind::number, "settings", just_succeed},
    {Method::post, Kind::number, "smb_app_data", start_sync},
    {Method::get, Kind::waba, "phone_numbers", list_numbers},
    {Method::get, Kind::waba, "subscribed_apps", subscriptions},
    {Method::post, Kind::waba, "subscribed_apps", just_succeed},
    {Method::del, Kind::waba, "subscribed_apps", just_succeed},
    {Method::get, Kind::waba, "message_templates", list_templates},
    {Method::post, Kind::waba, "message_templates", create_template},
    {Method::del, Kind::waba, "message_templates", delete_template},
    {Method::get, Kind::message_template, "", template_info},
    {Method::post, Kind::message_template, "", change_template},
    {Method::get, Kind::file, "", file_info},
    {Method::del, Kind::file, "", delete_file},
};

// v23.0
bool is_version(std::string_view part) {
  const auto dot = part.find('.');
  return part.starts_with('v') && dot != part.npos && is_digits(part.substr(1, dot - 1)) &&
         is_digits(part.substr(dot + 1));
}

struct Named {
  std::string id;
  std::string edge;
};

// /v23.0/ID/EDGE, the version and the edge may be absent.
Named named_by(std::string_view path) {
  path.remove_prefix(std::min<std::size_t>(path.size(), 1));
  if (is_version(path.substr(0, path.find('/')))) {
    const auto slash = path.find('/');
    path.remove_prefix(slash == path.npos ? path.size() : slash + 1);
  }
  if (path.ends_with('/')) path.remove_suffix(1);
  const auto slash = path.find('/');
  Named named{.id = http::percent_decoded(path.substr(0, slash), false)};
  if (slash != path.npos) named.edge = path.substr(slash + 1);
  return named;
}

std::string token_of(const http::Request& request) {
  const auto header = request.header("authorization").value_or("");
  for (const std::string_view scheme : {"bearer ", "oauth "}) {
    if (header.size() > scheme.size() && equal_ignoring_case(header.substr(0, scheme.size()), scheme))
      return std::string(trimmed(header.substr(scheme.size())));
  }
  return std::string(http::Params::of_query(request.query).text("access_token").value_or(""));
}

MetaError refused_token(const World& world, std::string_view token) {
  if (token.empty()) return meta::meta_error(104);
  auto error = meta::meta_error(190);
  const bool is_known = std::ranges::any_of(
      world.accounts, [&](const Account& account) { return account.access_token == token; });
  error.subcode = is_known ? 463 : 0;
  if (!is_known) error.title = "Invalid OAuth access token - Cannot parse access token";
  return error;
}

std::optional<Kind> kind_of(World& world, const std::string& id) {
  if (id == "app" || id == app_id) return Kind::app;
  if (id.starts_with(session_prefix)) return Kind::session;
  if (world.account(id)) return Kind::number;
  if (world.is_waba(id)) return Kind::waba;
  if (world.templates.find(id)) return Kind::message_template;
  if (!world.switches.media_gone && world.shelf.is_known(id, world.ahead())) return Kind::file;
  return std::nullopt;
}

// Whether what the id names belongs to whom the token belongs to.
bool is_its_own(World& world, Kind kind, const std::string& id, std::string_view token) {
  if (kind == Kind::file || kind == Kind::app || kind == Kind::session) return true;
  const auto* const one = world.templates.find(id);
  return std::ranges::any_of(world.accounts, [&](const Account& account) {
    const bool fits = kind == Kind::number ? account.number.phone_number_id == id
                      : kind == Kind::waba ? account.number.waba == id
                                           : one && one->waba == account.number.waba;
    return fits && world.opens(token, account);
  });
}

}  // namespace

Graph::Graph(asio::io_context& context, Options options)
    : context_(context), world_(context, std::move(options)) {}

Task<> Graph::answer(const http::Request& request, http::Reply& reply) {
  std::chrono::milliseconds wait{0};
  route(request, reply, wait);
  if (wait.count() == 0) co_return;
  http::Timer timer(context_.get_executor(), wait);
  co_await timer.async_wait(http::awaiting);
}

void Graph::route(const http::Request& request, http::Reply& reply, std::chrono::milliseconds& wait) {
  if (request.path.starts_with("/simulator/media/")) return download_file(world_, request, reply);
  if (request.path.starts_with("/simulator/")) return control(world_, request, reply);
  const auto token = token_of(request);
  const auto caller = std::ranges::find_if(
      world_.accounts, [&](const Account& account) { return world_.opens(token, account); });
  if (caller == world_.accounts.end()) return refuse(reply, refused_token(world_, token));

  auto [id, edge] = named_by(request.path);
  const auto kind = kind_of(world_, id);
  const auto fits = [&](const Route& one) {
    return one.method == request.method && kind && one.kind == *kind && one.edge == edge;
  };
  const auto* const found = std::ranges::find_if(routes, fits);
  if (found == std::end(routes) || !is_its_own(world_, *kind, id, token))
    return refuse(reply, unsupported_call(request.method, id));
  Call call{.request = request, .caller = *caller, .id = std::move(id), .edge = std::move(edge)};
  found->answer(world_, call, reply);
  wait = call.wait;
}

Task<> Graph::chatter() {
  std::vector<Number> numbers;
  for (const Account& account : world_.accounts) numbers.push_back(account.number);
  Scenario scenario(world_.seed, std::move(numbers), world_.now());
  http::Timer timer(context_.get_executor());
  for (;;) {
    const auto rate = world_.switches.chatter;
    timer.expires_after(rate > 0 ? std::chrono::milliseconds{60'000 / std::min<std::int64_t>(rate, 60'000)}
                                 : std::chrono::milliseconds{500});
    co_await timer.async_wait(http::awaiting);
    if (rate == 0 || !world_.courier.has_room()) continue;
    std::vector<Webhook> webhooks(1);
    auto step = scenario.next(world_.now());
    if (!step.wa_id.empty()) world_.limits.open_window(step.phone_number_id, step.wa_id, world_.ahead());
    webhooks.front().body = std::move(step.body);
    webhooks.front().chance = ++world_.said;
    world_.courier.carry(std::move(webhooks));
  }
}

Task<bool> Graph::verify() { return world_.courier.verify(world_.verify_token); }

}  // namespace parley::simulator
