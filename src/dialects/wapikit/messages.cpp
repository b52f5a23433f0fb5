#include "base/problem.h"
#include "base/text.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"
#include "media/library.h"
#include "store/media.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parley::wapikit {
namespace {

void write_page(std::string& out, const Spelling& spelling, const std::vector<ShownMessage>& messages,
                const Page& page, std::int64_t total) {
  JsonWriter json(out);
  json.open('{').key("messages").open('[');
  for (const auto& message : messages) write_message(json, spelling, message);
  json.close(']');
  write_pagination(json, page, total);
  json.close('}');
}

// Nothing where nothing can match.
std::optional<OrganizationMessages> store_query(const AskedMessages& asked, const Spelling& spelling,
                                                std::optional<SenderId> sender) {
  if (asked.matches_none) return std::nullopt;
  OrganizationMessages query{.organization = spelling.organization(), .direction = asked.direction};
  if (sender) query.senders = {*sender};
  query.status = asked.status;
  query.descending = asked.descending;
  query.offset = asked.page.offset();
  query.limit = asked.page.size;
  query.contacts = query.peers = false;
  if (!asked.contact.empty()) {
    query.contact = spelling.known(kind::contact, asked.contact);
    if (!query.contact) return std::nullopt;
  }
  if (!asked.conversation.empty()) {
    query.conversation = spelling.known(kind::conversation, asked.conversation);
    if (!query.conversation) return std::nullopt;
  }
  if (!asked.list.empty()) {
    const auto list = spelling.known(kind::list, asked.list);
    if (!list) return std::nullopt;
    query.list = ContactListId{*list};
  }
  return query;
}

}  // namespace

Task<> list_conversation_messages(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto asked = read_asked_thread(call.params);
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto work = [&](const Reader& from) {
    Gather gather(from, *call.token, *senders);
    const auto row = gather.conversation(number);
    call.about = row.number;
    std::vector<ShownMessage> messages;
    const auto count = gather.thread(row, asked.page, asked.oldest_first, messages);
    write_page(reply.out(), spelling, messages, asked.page, count.total);
  };
  co_await context.store.read(Weight::light, work);
}

Task<> list_messages(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = read_asked_messages(call.params);
  const Spelling spelling(call, context);
  const auto query = store_query(asked, spelling, call.token->sender);
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto weight = query && !is_light(*query) ? Weight::heavy : Weight::light;
  const auto work = [&](const Reader& from) {
    Gather gather(from, *call.token, *senders);
    std::vector<ShownMessage> messages;
    PageCount count;
    if (query) count = gather.messages(*query, messages);
    write_page(reply.out(), spelling, messages, asked.page, count.total);
  };
  co_await context.store.read(weight, work);
}

// Of any conversation of the organization, as the vendor has it. A file that is not here yet, or no more, is not found.
Task<> get_media(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto id = call.path.decoded(1);
  std::optional<MediaFile> file;
  const auto work = [&](const Reader& from) {
    Gather(from, *call.token, *senders).conversation(number);
    if (is_storable_utf8(id)) file = media_file(from, call.token->organization, id);
    // A token that is bound to a number reads no other's.
    if (file && call.token->sender.value_or(file->sender) != file->sender) file.reset();
  };
  co_await context.store.read(Weight::light, work);
  if (!file || context.media == nullptr) throw Problem::not_found("media");
  constexpr std::chrono::hours in_browsers{24};
  const bool is_there =
      co_await context.media->open_media(call.token->organization, *file, call.request, reply, in_browsers);
  if (!is_there) throw Problem::not_found("media");
}

}  // namespace parley::wapikit
