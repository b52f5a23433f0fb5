#include "base/text.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/media_links.h"
#include "media/library.h"

namespace parley::kirim {
namespace {

// The message that the path names, by its id or by Meta's. Problems: invalid "id", not_found "message".
MessageKey key_of_path(const Reader& from, const Sender& account, const Ids& ids, const Call& call) {
  const auto id = call.path.decoded(1);
  if (!id.starts_with("wamid.") || !is_storable_utf8(id))
    return MessageKey{ids.find(kind::message, id, "id", "message")};
  const auto key = message_of_wamid(from, account, id);
  if (!key) throw Problem::not_found("message");
  return *key;
}

// Throws not_found "message" where there is none of that account that is shown.
void find_message(const Reader& from, const Sender& account, const Ids& ids, const Call& call,
                  FunctionRef<void(const MessageRow&, std::int64_t conversation)> sink) {
  bool is_shown = false;
  message(from, account.organization, key_of_path(from, account, ids, call),
          [&](const MessageRow& row, const FoundMessage& found) {
            is_shown = found.sender == account.id && found.status != ConversationStatus::deleted;
            if (is_shown) sink(row, found.conversation);
          });
  if (!is_shown) throw Problem::not_found("message");
}

// A message as it is written, where its conversation is shown.
struct Written {
  Place place;
  bool is_shown = false;
  std::string json = {};
};

void write_page(const Reader& from, const Ids& ids, const MediaLinks& links, OrganizationMessages query,
                const Page& page, PageWriter& out) {
  const auto read = [&](const std::optional<Place>& after, std::int64_t most) {
    if (after) query.after = {from_millis(after->at), MessageKey{after->number}};
    query.limit = most;
    std::vector<Written> rows;
    auto room = page.limit;  // what is behind the page is not written
    std::string link;
    messages(from, query, [&](const MessageRow& row, const FoundMessage& found) {
      const bool is_shown = found.status != ConversationStatus::deleted;
      auto& written = rows.emplace_back(Place{to_millis(row.at), row.key.value}, is_shown);
      if (!written.is_shown || room-- <= 0) return;
      JsonWriter json(written.json);
      write_message(json, ids, links.linked(row, link), found.conversation);
    });
    return rows;
  };
  const auto is_shown = [](const Written& row) { return row.is_shown; };
  fill(out, page, read, is_shown, [&](const Written& row) { out.json().raw(row.json); });
}

}  // namespace

Task<> list_messages(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  Scope scope(account.organization, call.route->path, account.phone_number_id);
  const auto asked = read_message_params(call.params, ids, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);

  OrganizationMessages query{.organization = account.organization,
                             .senders = {account.id},
                             .direction = asked.direction,
                             .status = asked.status,
                             .conversation = asked.conversation.number,
                             .from = asked.created_after,
                             .until = asked.created_before,
                             .counts = false,
                             .contacts = false};
  PageWriter out(reply, page);
  const MediaLinks links(call, context);
  const auto read = [&](const Reader& from) {
    if (asked.conversation.is_given) {
      const auto number = asked.conversation.number;
      const auto of = number ? shown_conversation(from, account, *number) : std::nullopt;
      if (!of) return;
      query.conversation = of->number;
    }
    write_page(from, ids, links, query, page, out);
  };
  const auto weight = is_light(query) ? Weight::light : Weight::heavy;
  co_await context.store.read(weight, read);
  out.close(context.store.seal(), scope, call.request_id);
}

Task<> get_message(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  JsonWriter json(reply.out());
  open_data(json);
  const MediaLinks links(call, context);
  const auto write = [&](const MessageRow& row, std::int64_t conversation) {
    std::string link;
    call.about = conversation;
    write_message(json, ids, links.linked(row, link), conversation);
  };
  co_await context.store.read(Weight::light,
                              [&](const Reader& from) { find_message(from, account, ids, call, write); });
  close_data(json, call.request_id);
}

Task<> get_media(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  std::string media;
  const auto look = [&](const MessageRow& row, std::int64_t) {
    if (!row.revoked) media = row.media_id;
  };
  co_await context.store.read(Weight::light,
                              [&](const Reader& from) { find_message(from, account, ids, call, look); });
  const auto location = MediaLinks(call, context).of(media);
  const auto file =
      location.empty() ? std::nullopt : co_await context.media->find(account.organization, media);
  const bool is_theirs = file && call.token->sender.value_or(file->sender) == file->sender;
  if (!is_theirs || file->state != MediaState::ready) {
    throw Problem(Problem::Kind::not_found, "media",
                  "The message has no media, or its download has not finished");
  }
  reply.status = 302;
  reply.content_type = {};
  reply.add_header("Location", location);
}

}  // namespace parley::kirim
