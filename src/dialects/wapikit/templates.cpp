// Message templates in Meta's shape, as they are kept here, of every business account that a number of the organization belongs
// to. An account that Meta does not let us see leaves the others their templates.

#include "store/templates.h"

#include "base/json_writer.h"
#include "base/problem.h"
#include "dialects/kept_templates.h"
#include "dialects/wapikit/handlers.h"

#include <charconv>
#include <set>

namespace parley::wapikit {
namespace {

constexpr std::int64_t most_templates = 10'000;

void write_template(JsonWriter& json, const MessageTemplate& of) {
  json.open('{')
      .field("id", std::to_string(of.id))
      .field("name", of.name)
      .field("language", of.language)
      .field("category", of.category)
      .field("status", of.status)
      .key("components")
      .raw(of.components);
  if (!of.quality.empty()) json.key("quality_score").open('{').field("score", of.quality).close('}');
  if (!of.reason.empty()) json.field("rejected_reason", of.reason);
  json.close('}');
}

// The accounts that there is something to tell of, and why there is nothing of another.
struct Accounts {
  std::set<std::string> wabas;
  std::optional<Problem> problem;
};

Task<Accounts> accounts_of(const Call& call, Context& context) {
  call.may_be_kept = false;  // they grow old by themselves
  const auto senders = co_await context.store.senders(call.token->organization);
  Accounts found;
  for (const Sender& sender : *senders) {
    const bool is_visible = sender.connected && call.token->sender.value_or(sender.id) == sender.id;
    if (!is_visible || sender.waba.empty() || found.wabas.contains(sender.waba)) continue;
    const auto problem = co_await try_to_refresh_templates(context, sender);
    if (!problem) found.wabas.insert(sender.waba);
    if (problem && !found.problem) found.problem.emplace(*problem);
  }
  co_return found;
}

std::int64_t id_of(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() ? id : 0;
}

}  // namespace

Task<> list_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await accounts_of(call, context);
  if (accounts.wabas.empty() && accounts.problem) throw Problem(*accounts.problem);
  TemplateFilter query{.organization = call.token->organization,
                       .waba = {},
                       .status = {},
                       .category = {},
                       .language = {},
                       .after = {},
                       .offset = 0,
                       .limit = most_templates};
  JsonWriter json(reply.out());
  json.open('[');
  const auto write = [&](const MessageTemplate& one) { write_template(json, one); };
  const auto read = [&](const Reader& from) {
    for (const auto& waba : accounts.wabas) {
      query.waba = waba;
      templates(from, query, write);
    }
  };
  co_await context.store.read(Weight::light, read);
  json.close(']');
}

// Meta's id; only what the organization's own accounts hold.
Task<> get_template(const Call& call, http::Reply& reply, Context& context) {
  const auto id = id_of(call.path.decoded(0));
  const auto accounts = co_await accounts_of(call, context);
  std::optional<MessageTemplate> found;
  const auto look = [&](const Reader& from) {
    for (const auto& waba : accounts.wabas) {
      if (!found) found = find_template(from, call.token->organization, waba, id);
    }
  };
  co_await context.store.read(Weight::light, look);
  if (!found && accounts.problem) throw Problem(*accounts.problem);
  if (!found) throw Problem::not_found("template");
  JsonWriter json(reply.out());
  write_template(json, *found);
}

}  // namespace parley::wapikit
