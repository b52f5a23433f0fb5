#include "dialects/whats91/mapping.h"
#include "dialects/whats91/query.h"
#include "dialects/whats91/whats91.h"

namespace parley::whats91 {
namespace {

void keep_to(ConversationFilter& filter, const Sender& sender) {
  filter.organization = sender.organization;
  filter.sender = sender.id;
}

// The members "conversations" and "pagination" of data.
Task<> write_page(JsonWriter& json, ConversationQuery query, Context& context) {
  const auto offset = query.offset;
  const auto limit = query.limit;
  json.key("conversations").open('[');
  const auto sink = [&](const ConversationRow& row) { write_conversation(json, row); };
  const auto page = co_await context.store.conversations(std::move(query), sink);
  json.close(']');
  write_pagination(json, offset, limit, page);
}

}  // namespace

Task<> list_conversations(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  auto query = read_conversation_query(call.params);
  keep_to(query.filter, sender);

  JsonWriter json(reply.out());
  open_success(json, "Conversation reports retrieved");
  json.field("senderId", sender.phone).field("phoneNumberId", sender.phone_number_id);
  co_await write_page(json, std::move(query), context);
  close_success(json, call.request_id);
}

Task<> summarize_conversations(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  auto filter = read_conversation_filter(call.params);
  keep_to(filter, sender);
  const auto summary = co_await context.store.summary(std::move(filter));

  JsonWriter json(reply.out());
  open_success(json, "Conversation summary retrieved");
  write_summary(json, summary);
  close_success(json, call.request_id);
}

Task<> list_conversations_of_mobile(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  const auto mobile = read_mobile_number(call.path.decoded(0));
  auto query = read_conversation_query(call.params);
  query.filter.phones.assign(1, mobile);
  keep_to(query.filter, sender);

  JsonWriter json(reply.out());
  open_success(json, "Mobile conversation reports retrieved");
  json.field("mobileNumber", mobile).field("senderId", sender.phone);
  co_await write_page(json, std::move(query), context);
  close_success(json, call.request_id);
}

Task<> get_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  const auto number = read_conversation_id(call.path.decoded(0));

  JsonWriter json(reply.out());
  open_success(json, "Conversation retrieved");
  json.key("conversation");
  const auto sink = [&](const ConversationRow& row) {
    call.about = row.number;
    write_conversation(json, row);
  };
  const bool found = co_await context.store.conversation(sender.organization, sender.id, number, sink);
  if (!found) throw Problem::not_found("conversation");
  close_success(json, call.request_id);
}

}  // namespace parley::whats91
