// Message templates: Meta's, as they are kept here.

#include "store/templates.h"

#include "dialects/claim.h"
#include "dialects/kept_templates.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/kirim/once.h"
#include "dialects/kirim/template_bodies.h"
#include "dialects/kirim/words.h"

#include <utility>
#include <variant>

namespace parley::kirim {
namespace {

// Of several languages: the one that may be sent, the latest changed first.
const MessageTemplate* best_of(const std::vector<MessageTemplate>& all, const std::string& language) {
  const auto rank = [](const MessageTemplate& one) {
    return std::pair(word_of_template(one.status) == "approved", one.updated_at);
  };
  const MessageTemplate* best = nullptr;
  for (const auto& one : all) {
    if (!language.empty() && one.language != language) continue;
    if (best == nullptr || rank(*best) < rank(one)) best = &one;
  }
  return best;
}

void write_made(JsonWriter& json, const Ids& ids, const MessageTemplate& made, const Call& call) {
  open_data(json);
  write_template(json, ids, made);
  close_data(json, call.request_id);
}

using Made = std::variant<MessageTemplate, Problem>;

Task<Made> make(Context& context, const Sender& account, NewTemplate asked) {
  if (asked.sample) {
    if (auto why = co_await obstacle_to_templates(context, account)) co_return *std::move(why);
    auto handle = co_await hand_over_sample(context, account, *asked.sample);
    if (const auto* const problem = std::get_if<Problem>(&handle)) co_return *problem;
    name_sample(asked, std::get<std::string>(handle));
  }
  auto body = body_for_meta(asked);
  auto made = co_await make_template(context, account, std::move(body), std::move(asked.asked));
  co_return std::move(made);
}

}  // namespace

Task<> list_templates(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;  // it grows old by itself
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  Scope scope(account.organization, call.route->path, account.phone_number_id);
  const auto asked = read_template_params(call.params, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);
  co_await refresh_templates(context, account);

  TemplateFilter query{.organization = account.organization,
                       .waba = account.waba,
                       .status = asked.status,
                       .category = {},
                       .language = asked.language,
                       .limit = page.limit + 1};
  if (page.after) query.after = {page.after->at, page.after->number};
  PageWriter out(reply, page);
  const auto write = [&](const MessageTemplate& one) {
    if (out.takes({to_millis(one.created_at), one.id})) write_template(out.json(), ids, one);
  };
  const auto read = [&](const Reader& from) { templates(from, query, write); };
  co_await context.store.read(Weight::light, read);
  out.close(context.store.seal(), scope, call.request_id);
}

Task<> get_template(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto language = read_template_language(call.params);
  const auto name = call.path.decoded(1);
  if (!is_template_name(name)) throw Problem::not_found("template");
  co_await refresh_templates(context, account);

  std::vector<MessageTemplate> all;
  const auto read = [&](const Reader& from) {
    all = templates_named(from, account.organization, account.waba, name);
  };
  co_await context.store.read(Weight::light, read);
  const auto* const best = best_of(all, language);
  if (best == nullptr) throw Problem::not_found("template");
  JsonWriter json(reply.out());
  write_made(json, ids_of(call, context), *best, call);
}

// Asked of Meta each time; under a key, the first answer is given.
Task<> sync_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  PulledTemplates pulled;
  const bool is_repeat = co_await is_answered(call, context);
  if (!is_repeat) pulled = co_await pull_templates(context, account);
  co_await answer_once(call, reply, context, [&](Transaction&) {
    JsonWriter json(reply.out());
    open_data(json)
        .open('{')
        .field("created", pulled.made)
        .field("updated", pulled.changed)
        .field("synced", pulled.all)
        .close('}');
    close_data(json, call.request_id);
  });
}

// Meta has no keys, so what came of the first is waited for, not asked for again.
Task<> create_template(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto once = once_of(call.request);
  const auto asked = attempt(call, [&] { return read_new_template(call.request); });
  const bool goes_on = co_await claim(call, reply, context, once);
  if (!goes_on) {
    reply.add_header(replayed_header, "true");
    co_return;
  }

  auto made = asked.problem() ? Made(*asked.problem()) : co_await make(context, account, *asked);
  const auto* const problem = std::get_if<Problem>(&made);
  const bool is_kept = problem == nullptr || is_final(*problem);
  const auto work = [&](Transaction& in) {
    reply.clear();
    if (!is_kept) return drop_claim(in, call, once);
    if (problem != nullptr) {
      refuse(*problem, call, reply);
    } else {
      auto one = std::get<MessageTemplate>(made);
      keep_template(in, account.organization, account.waba, one);
      reply.status = 201;
      JsonWriter json(reply.out());
      write_made(json, ids, one, call);
    }
    keep_claimed(in, call, reply, once);
  };
  co_await context.store.write(work);
  if (!is_kept) throw Problem(*problem);
}

}  // namespace parley::kirim
