// POST messages: a read receipt is kept here. Sending does not exist yet.

#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/kirim/once.h"

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

}  // namespace

Task<> post_message(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = attempt(call, [&] { return read_message_body(call.request); });
  co_await answer_once(call, reply, context, [&](Transaction& in) {
    const MessageBody& body = *asked;
    // Not kept under an Idempotency-Key: the caller's repeat must be able to succeed once there is sending.
    if (!body.is_receipt)
      throw Problem(Problem::Kind::forbidden, "sending",
                    "This server does not send messages for this account");
    const auto message = received(in, account, body.wamid);
    mark_read(in, account.organization, message.conversation, message.key);
    JsonWriter json(reply.out());
    open_data(json)
        .open('{')
        .field("id", ids.of(kind::message, message.key.value))
        .field("object", "message")
        .field("status", "read")
        .field("message_id", body.wamid)
        .close('}');
    close_data(json, call.request_id);
  });
}

}  // namespace parley::kirim
