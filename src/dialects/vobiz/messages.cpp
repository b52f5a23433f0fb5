#include "dialects/media_links.h"
#include "dialects/vobiz/mapping.h"
#include "store/conversations.h"

#include <optional>

namespace parley::vobiz {
namespace {

constexpr std::int64_t usual_page = 50;

Problem invalid_cursor() { return Problem::invalid("cursor", "cursor is not one of this conversation"); }

// The message that a page comes behind; nothing for the first page.
std::optional<MessageKey> read_cursor(State state, const http::Params& params, const Ids& ids) {
  const auto text = params.text("cursor").value_or("");
  if (text.empty()) return std::nullopt;
  const auto key = state == State::legacy ? ids.message_of(text) : ids.cursor_of(text);
  if (!key) throw invalid_cursor();
  return key;
}

struct Found {
  std::int64_t number = 0;
  SenderId sender;
  std::int64_t contact = 0;
};

// The conversation that a token is shown under this number.
Found find_conversation(const Reader& from, const Token& token, std::int64_t number) {
  Found found;
  const auto sink = [&](const ConversationRow& row) {
    const bool is_shown = !token.sender || *token.sender == row.sender;
    if (!is_shown || row.status == ConversationStatus::deleted) return;
    found = {.number = row.number, .sender = row.sender, .contact = row.contact};
  };
  const bool exists = conversation(from, token.organization, number, sink);
  if (!exists || found.number == 0) throw Problem::not_found("conversation");
  return found;
}

// Where the message stands in the conversation.
MessagePlace find_place(const Reader& from, OrganizationId organization, std::int64_t number,
                        MessageKey key) {
  std::optional<MessagePlace> place;
  const auto sink = [&](const MessageRow& row, const FoundMessage& found) {
    if (found.conversation == number) place = MessagePlace{row.at, std::string(row.wamid)};
  };
  message(from, organization, key, sink);
  if (!place) throw invalid_cursor();
  return *place;
}

}  // namespace

Task<> list_messages(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  const auto state = state_of(call);
  const Ids ids(context.store.seal(), organization);
  const auto wanted = ids.conversation_of(call.path.decoded(0));
  const auto limit = read_limit(call.params, usual_page);
  const auto cursor = read_cursor(state, call.params, ids);

  JsonWriter json(reply.out());
  open_list(json, state);
  std::int64_t count = 0;
  MessageKey last;
  const auto work = [&](const Reader& from) {
    const auto found = find_conversation(from, *call.token, wanted);
    call.about = found.number;
    // One more than is shown: it tells whether there are older ones.
    ConversationMessages query{
        .organization = organization, .conversation = found.number, .limit = limit + 1, .peers = false};
    if (cursor) query.after = find_place(from, organization, found.number, *cursor);
    const Thread thread{.id = ids.conversation(found.number),
                        .account = ids.account(),
                        .channel = ids.channel(found.sender),
                        .contact = ids.contact(found.contact)};
    const MediaLinks links(call, context);
    std::string link;
    const auto sink = [&](const MessageRow& row) {
      if (++count > limit) return;
      last = row.key;
      if (state == State::legacy) {
        write_legacy_message(json, ids, row);
      } else {
        write_message(json, ids, thread, links.linked(row, link));
      }
    };
    messages(from, query, sink);
  };
  co_await context.store.read(Weight::light, work);

  const bool has_more = count > limit;
  json.close(']');
  if (state == State::legacy) {
    json.key("cursor").value(has_more ? std::optional(ids.message(last)) : std::nullopt);
  } else {
    json.field("has_more", has_more);
    json.key("next_cursor").value(has_more ? std::optional(ids.cursor(last)) : std::nullopt);
  }
  json.close('}');
}

}  // namespace parley::vobiz
