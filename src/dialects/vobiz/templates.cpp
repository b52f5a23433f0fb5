// Templates are Meta's: asked for there each time, and made there.

#include "dialects/templates.h"

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/vobiz/drafts.h"
#include "dialects/vobiz/mapping.h"

#include <algorithm>
#include <array>

namespace parley::vobiz {
namespace {

constexpr std::int64_t usual_page = 20;
constexpr std::size_t longest_name = 512;
constexpr std::array categories{"MARKETING", "UTILITY", "AUTHENTICATION"};
constexpr std::array statuses{"APPROVED", "REJECTED", "DISABLED", "PAUSED"};

// Meta's word; empty: any.
std::string read_status(const http::Params& params) {
  const std::string text(params.text("status").value_or(""));
  if (text.empty() || std::ranges::find(statuses, text) != statuses.end()) return text;
  if (text == "PENDING_REVIEW" || text == "PENDING") return "PENDING";
  throw Problem::invalid("status", "status must be APPROVED, PENDING_REVIEW, REJECTED, DISABLED or PAUSED");
}

void check_name(const std::string& name) {
  const bool is_fit = name.size() <= longest_name &&
                      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!is_fit) throw Problem::invalid("name", "name must be small letters, digits and underscores");
}

// Meta's body of a new template. What else is said goes to Meta as it stands.
std::string new_template(Json body) {
  const auto name = need_text(body, "name");
  check_name(name);
  const auto category = need_text(body, "category");
  if (std::ranges::find(categories, category) == categories.end())
    throw Problem::invalid("category", "category must be MARKETING, UTILITY or AUTHENTICATION");
  const Json wrapped = body["components"]["components"];
  const Json components = wrapped.is_array() ? wrapped : body["components"];
  if (!components.is_array() || components.is_empty())
    throw Problem::invalid("components", "components must be a list");
  std::string out;
  JsonWriter json(out);
  json.open('{').field("name", name).field("language", need_text(body, "language"));
  json.field("category", category).key("components").raw(components.compact());
  for (const Json member : body) {
    constexpr std::array ours{"name", "language", "category", "components"};
    if (std::ranges::find(ours, member.name()) != ours.end() || member.is_absent()) continue;
    json.value(member.name());
    out.append(":").append(member.compact());
  }
  json.close('}');
  return out;
}

}  // namespace

Task<> list_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const Sender& channel = channel_of_path(call, *senders, ids);
  const auto page = read_page(call.params, usual_page);
  TemplateQuery query;
  query.status = read_status(call.params);
  call.may_be_kept = false;  // nothing here tells of a change at Meta
  const auto all = co_await templates(context, channel, query);
  const auto total = std::ssize(all);
  const auto first = std::min<std::int64_t>(page.offset(), total);
  const auto last = std::min<std::int64_t>(first + page.limit, total);
  const auto state = state_of(call);
  JsonWriter json(reply.out());
  open_list(json, state);
  for (auto i = first; i < last; ++i)
    write_template(json, state, ids, channel, all[static_cast<std::size_t>(i)]);
  close_list(json, state, page, {.total = total, .count = last - first});
}

Task<> create_template(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const Sender& channel = channel_of_path(call, *senders, ids);
  const auto body = read_body(call.request);
  const auto asked = new_template(body.root());
  const auto tree = JsonTree::read(asked);
  auto made = co_await add_template(context, channel, asked);
  const auto fill = [&](std::string& of, std::string_view name) {
    if (of.empty()) of = tree->root()[name].text();
  };
  fill(made.name, "name");
  fill(made.language, "language");
  fill(made.category, "category");
  made.components = tree->root()["components"].compact();
  reply.status = 201;
  JsonWriter json(reply.out());
  write_template(json, state_of(call), ids, channel, made);
}

// Nothing is kept here that could be old: it counts what Meta has.
Task<> sync_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const Sender& channel = channel_of_path(call, *senders, ids);
  TemplateQuery query;
  const auto all = co_await templates(context, channel, query);
  JsonWriter(reply.out()).open('{').field("synced", std::ssize(all)).close('}');
}

}  // namespace parley::vobiz
