#include "dialects/media_links.h"
#include "dialects/whats91/mapping.h"
#include "dialects/whats91/query.h"
#include "dialects/whats91/whats91.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace parley::whats91 {
namespace {

// Puts today's number in the place of the one that was asked for, which ends at `end`.
void tell_number_of_today(std::string& out, std::size_t end, std::int64_t asked, std::int64_t today) {
  if (asked == today) return;
  const auto digits = std::to_string(asked).size();
  out.replace(end - digits, digits, std::to_string(today));
}

}  // namespace

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
  json.field("conversationId", number);
  const auto number_end = reply.out().size();
  json.key("messages").open('[');
  const MediaLinks links(call, context);
  std::string link;
  const auto sink = [&](const MessageRow& row) { write_message(json, links.linked(row, link)); };
  const auto page = co_await context.store.messages(std::move(query), sink);
  if (!page) throw Problem::not_found("conversation");
  call.about = page->conversation;
  tell_number_of_today(reply.out(), number_end, number, page->conversation);
  json.close(']');
  write_pagination(json, offset, limit, *page);
  close_success(json, call.request_id);
}

}  // namespace parley::whats91
