// POST messages: a read receipt or a message is kept, and goes to Meta behind the answer.

#include "dialects/kept_templates.h"
#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/kirim/once.h"
#include "dialects/media_links.h"
#include "dialects/received.h"
#include "store/outbox.h"

namespace parley::kirim {
namespace {

// Answered as it stands then: what becomes of it is told by its status.
void send(Transaction& in, const Sender& account, const Draft& draft, const std::string& tag, const Ids& ids,
          const Call& call, const Context& context, http::Reply& reply) {
  if (!account.connected) throw Problem(Problem::Kind::forbidden, "sending", "The account is not connected");
  if (sealed_access_token(in, account).empty())
    throw Problem(Problem::Kind::forbidden, "sending", "The account has no access token to send with");
  JsonWriter json(reply.out());
  open_data(json);
  const auto show = [&](const MessageRow& row, std::int64_t conversation) {
    std::string link;
    write_message(json, ids, MediaLinks(call, context).linked(row, link), conversation);
  };
  enqueue(in, account, draft, tag, show);
  close_data(json, call.request_id);
}

}  // namespace

Task<> post_message(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = attempt(call, [&] { return read_message_body(call.request); });
  const bool may_ask = !asked.problem() && account.connected && !co_await is_answered(call, context);
  const bool is_unknown = may_ask && co_await names_no_template(context, account, (*asked).draft);
  const auto tag = new_tag();
  const auto expect = [&](Transaction& in) {
    if (!asked.problem() && !(*asked).is_receipt) expect_enqueue(in, account, (*asked).draft, tag);
  };
  const auto work = [&](Transaction& in) {
    const MessageBody& body = *asked;
    if (is_unknown) throw Problem::invalid("template.name", "There is no template of that name");
    if (!body.is_receipt) return send(in, account, body.draft, tag, ids, call, context, reply);
    const auto read = mark_received(in, account, {.wamid = body.wamid, .typing = body.typing});
    if (!read) throw Problem::not_found("message");
    tell_read(in, account, *read);
    JsonWriter json(reply.out());
    open_data(json)
        .open('{')
        .field("id", ids.of(kind::message, read->message->value))
        .field("object", "message")
        .field("status", "read")
        .field("message_id", body.wamid)
        .close('}');
    close_data(json, call.request_id);
  };
  co_await answer_once(call, reply, context, work, expect);
}

}  // namespace parley::kirim
