#include "dialects/whats91/mapping.h"
#include "dialects/whats91/query.h"
#include "dialects/whats91/whats91.h"

namespace parley::whats91 {

Task<> list_messages(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  const auto number = read_conversation_id(call.path.decoded(0));
  auto query = read_message_query(call.params);
  query.organization = sender.organization;
  query.sender = sender.id;
  query.conversation = number;
  const auto offset = query.offset;
  const auto limit = query.limit;

  JsonWriter json(reply.out());
  open_success(json, "Conversation messages retrieved");
  json.field("conversationId", number).key("messages").open('[');
  const auto sink = [&](const MessageRow& row) { write_message(json, row); };
  const auto page = co_await context.store.messages(std::move(query), sink);
  if (!page) throw Problem::not_found("conversation");
  call.about = page->conversation;
  json.close(']');
  write_pagination(json, offset, limit, *page);
  close_success(json, call.request_id);
}

}  // namespace parley::whats91
