// POST messages: a read receipt or a message is kept, and goes to Meta behind the answer.

#include "dialects/kept_templates.h"
#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/kirim/once.h"
#include "dialects/media_links.h"
#include "store/outbox.h"
#include "store/read_marks.h"

namespace parley::kirim {
namespace {

struct Received {
  MessageKey key;
  std::int64_t conversation = 0;
};

// A message that a person sent to that account. Problem not_found "message".
Received received(const Reader& from, const Sender& account, const std::string& wamid) {
  const auto key = message_of_wamid(from, account, wamid);
  Received found;
  const auto keep = [&](const MessageRow& row, const FoundMessage& where) {
    if (row.direction == Direction::inbound) found = {row.key, where.conversation};
  };
  if (key) message(from, account.organization, *key, keep);
  if (found.key == MessageKey{} || !shown_conversation(from, account, found.conversation))
    throw Problem::not_found("message");
  return found;
}

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
  const bool is_unknown = !asked.problem() && co_await names_no_template(context, account, (*asked).draft);
  const auto tag = new_tag();
  const auto expect = [&](Transaction& in) {
    if (!asked.problem() && !(*asked).is_receipt) expect_enqueue(in, account, (*asked).draft, tag);
  };
  const auto work = [&](Transaction& in) {
    const MessageBody& body = *asked;
    if (is_unknown) throw Problem::invalid("template.name", "There is no template of that name");
    if (!body.is_receipt) return send(in, account, body.draft, tag, ids, call, context, reply);
    const auto message = received(in, account, body.wamid);
    mark_read(in, account.organization, message.conversation, message.key);
    tell_read(in, account,
              {.conversation = message.conversation, .message = message.key, .typing = body.typing});
    JsonWriter json(reply.out());
    open_data(json)
        .open('{')
        .field("id", ids.of(kind::message, message.key.value))
        .field("object", "message")
        .field("status", "read")
        .field("message_id", body.wamid)
        .close('}');
    close_data(json, call.request_id);
  };
  co_await answer_once(call, reply, context, work, expect);
}

}  // namespace parley::kirim
