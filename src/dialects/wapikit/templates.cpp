// Templates as Meta has them, of every business account that a number of the organization belongs to.

#include "dialects/templates.h"

#include "base/json_writer.h"
#include "base/problem.h"
#include "dialects/wapikit/handlers.h"

#include <set>

namespace parley::wapikit {
namespace {

Task<std::vector<Template>> all_templates(const Call& call, Context& context) {
  call.may_be_kept = false;  // nothing here tells of a change at Meta
  const auto senders = co_await context.store.senders(call.token->organization);
  std::vector<Template> all;
  std::set<std::string> asked;
  for (const Sender& sender : *senders) {
    const bool is_visible = sender.connected && call.token->sender.value_or(sender.id) == sender.id;
    if (!is_visible || sender.waba.empty() || !asked.insert(sender.waba).second) continue;
    TemplateQuery query;
    auto found = co_await templates(context, sender, std::move(query));
    for (auto& one : found) all.push_back(std::move(one));
  }
  co_return all;
}

}  // namespace

Task<> list_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto all = co_await all_templates(call, context);
  JsonWriter json(reply.out());
  json.open('[');
  for (const auto& one : all) json.raw(one.json);
  json.close(']');
}

// Meta's id; only what the organization's own accounts hold.
Task<> get_template(const Call& call, http::Reply& reply, Context& context) {
  const auto id = call.path.decoded(0);
  const auto all = co_await all_templates(call, context);
  for (const auto& one : all) {
    if (one.id != id) continue;
    JsonWriter(reply.out()).raw(one.json);
    co_return;
  }
  throw Problem::not_found("template");
}

}  // namespace parley::wapikit
