// The organization's WhatsApp numbers. They are added by the operator, with their access tokens; here they are told of.

#include "dialects/body.h"
#include "dialects/wapikit/caller.h"
#include "dialects/wapikit/page.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/wapikit.h"

#include <algorithm>

namespace parley::wapikit {

Task<> list_phone_numbers(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  JsonWriter json(reply.out());
  json.open('[');
  for (const auto& sender : *senders) write_phone_number(json, sender);
  json.close(']');
}

Task<> get_phone_number(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto id = call.path.decoded(0);
  const auto found = std::ranges::find(*senders, id, &Sender::phone_number_id);
  if (found == senders->end()) throw Problem::not_found("phone number");
  JsonWriter json(reply.out());
  write_phone_number(json, *found);
}

// Names an account that the operator has connected; neither token nor secret is taken over the network or told.
Task<> set_business_account(const Call& call, http::Reply& reply, Context& context) {
  need_owner(call);
  const auto body = read_body(call.request);
  const auto account = need_text(body.root(), "businessAccountId");
  const auto senders = co_await context.store.senders(call.token->organization);
  if (std::ranges::find(*senders, account, &Sender::waba) == senders->end()) {
    throw Problem::invalid(
        "businessAccountId",
        "This account is not connected: the operator connects it with `parley sender add`");
  }
  JsonWriter(reply.out())
      .open('{')
      .field("businessAccountId", account)
      .field("accessToken", "")
      .field("webhookSecret", "")
      .close('}');
}

}  // namespace parley::wapikit
