// Who asks, and what they ask of: what needs no account.

#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "store/outbox.h"

#include <algorithm>

namespace parley::kirim {
namespace {

void write_rates(JsonWriter& json, const DialectSettings& settings) {
  json.key("rate_limits")
      .open('{')
      .field("tier", settings.kirim_tier)
      .field("write_per_minute", settings.kirim_writes_per_minute)
      .field("read_per_minute", settings.kirim_reads_per_minute)
      .close('}');
}

}  // namespace

Task<> tell_health(const Call& call, http::Reply& reply, Context&) {
  JsonWriter json(reply.out());
  json.open('{').field("status", "ok");
  close_data(json, call.request_id);
  co_return;
}

Task<> describe_api(const Call&, http::Reply& reply, Context&) {
  reply.out() += openapi_document();
  co_return;
}

Task<> get_me(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;  // it tells of the key, and keys of one organization share what is kept
  const Token& token = *call.token;
  std::string name;
  co_await context.store.read(Weight::light, [&](const Reader& from) {
    const auto text = organization_text(from, token.organization);
    if (text) name = text->name;
  });

  const auto ids = ids_of(call, context);
  JsonWriter json(reply.out());
  open_data(json).open('{');
  json.key("organization")
      .open('{')
      .field("id", ids.of(kind::organization, token.organization.value))
      .field("object", "organization")
      .field("name", name)
      .close('}');
  json.key("api_key")
      .open('{')
      .field("id", ids.of(kind::key, token.id.value))
      .field("object", "api_key")
      .field("label", token.name)
      .field("last4", token.last_four)
      .close('}');
  write_rates(json, *context.settings);
  json.key("teams").open('[').open('{').field("id", ids.team()).field("name", name).close('}').close(']');
  json.close('}');
  close_data(json, call.request_id);
}

Task<> list_accounts(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;  // no event tells of a refused token
  const bool all = read_all_accounts(call.params);
  const auto accounts = co_await context.store.senders(call.token->organization);
  std::vector<Sending> all_sending;
  co_await context.store.read(Weight::light, [&](const Reader& from) {
    all_sending = sending(from, call.token->organization, false);
  });
  const auto is_refused = [&](const Sender& account) {
    const auto one = std::ranges::find(all_sending, account.id, &Sending::sender);
    return one != all_sending.end() && one->refused_since.has_value();
  };

  JsonWriter json(reply.out());
  open_data(json).open('[');
  for (const Sender& account : *accounts) {
    const bool is_bound_to_another = call.token->sender && *call.token->sender != account.id;
    if ((account.connected || all) && !is_bound_to_another) write_account(json, account, is_refused(account));
  }
  json.close(']').field("has_more", false).field("next_cursor", nullptr);
  close_data(json, call.request_id);
}

}  // namespace parley::kirim
