// Message templates: Meta's, as they are kept here.

#include "store/templates.h"

#include "dialects/body.h"
#include "dialects/kept_templates.h"
#include "dialects/vobiz/drafts.h"
#include "dialects/vobiz/mapping.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parley::vobiz {
namespace {

constexpr std::int64_t usual_page = 20;
constexpr std::array categories{"MARKETING", "UTILITY", "AUTHENTICATION"};
constexpr std::array statuses{"APPROVED", "REJECTED", "DISABLED", "PAUSED"};

// Meta's word; none: any.
std::vector<std::string> read_status(const http::Params& params) {
  const std::string text(params.text("status").value_or(""));
  if (text.empty()) return {};
  if (std::ranges::find(statuses, text) != statuses.end()) return {text};
  if (text == "PENDING_REVIEW" || text == "PENDING") return {"PENDING"};
  throw Problem::invalid("status", "status must be APPROVED, PENDING_REVIEW, REJECTED, DISABLED or PAUSED");
}

struct NewTemplate {
  MessageTemplate asked;  // without what Meta gives it: id and status
  std::string metas;      // the body as Meta wants it
};

// What else is said goes to Meta as it stands.
NewTemplate new_template(Json body) {
  NewTemplate made;
  auto& asked = made.asked;
  asked.name = need_text(body, "name");
  if (!is_template_name(asked.name))
    throw Problem::invalid("name", "name must be small letters, digits and underscores");
  asked.category = need_text(body, "category");
  if (std::ranges::find(categories, asked.category) == categories.end())
    throw Problem::invalid("category", "category must be MARKETING, UTILITY or AUTHENTICATION");
  const Json wrapped = body["components"]["components"];
  const Json components = wrapped.is_array() ? wrapped : body["components"];
  if (!components.is_array() || components.is_empty())
    throw Problem::invalid("components", "components must be a list");
  asked.components = components.compact();
  asked.language = need_text(body, "language");
  JsonWriter json(made.metas);
  json.open('{').field("name", asked.name).field("language", asked.language);
  json.field("category", asked.category).key("components").raw(asked.components);
  for (const Json member : body) {
    constexpr std::array ours{"name", "language", "category", "components"};
    if (std::ranges::find(ours, member.name()) != ours.end() || member.is_absent()) continue;
    json.value(member.name());
    made.metas.append(":").append(member.compact());
  }
  json.close('}');
  return made;
}

}  // namespace

Task<> list_templates(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;  // it grows old by itself
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const Sender& channel = channel_of_path(call, *senders, ids);
  const auto page = read_page(call.params, usual_page);
  const TemplateFilter query{.organization = channel.organization,
                             .waba = channel.waba,
                             .status = read_status(call.params),
                             .category = {},
                             .language = {},
                             .after = {},
                             .offset = page.offset(),
                             .limit = page.limit};
  co_await refresh_templates(context, channel);
  const auto state = state_of(call);
  JsonWriter json(reply.out());
  PageCount count;
  open_list(json, state);
  const auto write = [&](const MessageTemplate& one) {
    write_template(json, state, ids, channel, one);
    ++count.count;
  };
  const auto read = [&](const Reader& from) {
    count.total = count_templates(from, query);
    templates(from, query, write);
  };
  co_await context.store.read(Weight::light, read);
  close_list(json, state, page, count);
}

Task<> create_template(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const Sender& channel = channel_of_path(call, *senders, ids);
  const auto body = read_body(call.request);
  auto asked = new_template(body.root());
  auto result = co_await make_template(context, channel, std::move(asked.metas), std::move(asked.asked));
  if (const auto* const problem = std::get_if<Problem>(&result)) throw Problem(*problem);
  auto& made = std::get<MessageTemplate>(result);
  const auto keep = [&](Transaction& in) { keep_template(in, channel.organization, channel.waba, made); };
  co_await context.store.write(keep);
  reply.status = 201;
  JsonWriter json(reply.out());
  write_template(json, state_of(call), ids, channel, made);
}

Task<> sync_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const Sender& channel = channel_of_path(call, *senders, ids);
  const auto pulled = co_await pull_templates(context, channel);
  JsonWriter(reply.out()).open('{').field("synced", pulled.all).close('}');
}

}  // namespace parley::vobiz
