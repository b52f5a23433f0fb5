#include "base/text.h"
#include "dialects/media_links.h"
#include "dialects/meta/content.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/message_mapping.h"
#include "dialects/meta/page.h"
#include "dialects/meta/people.h"
#include "meta/content.h"
#include "store/media.h"
#include "store/row_texts.h"
#include "store/told.h"

#include <utility>

namespace parley::graph {
namespace {

using std::chrono::milliseconds;

struct Held : Message {
  Place place;
};

// Messages with what is shown beside them; the rows' texts are kept in `texts`.
class Reading {
 public:
  // `files`: whether what is known of files is wanted.
  Reading(const Sender& number, bool files) : number_(number), files_(files) {}

  Held held(const MessageRow& row, const FoundMessage& where) {
    Held one;
    one.row = texts_.kept(row);
    one.found = where;
    one.place = {to_millis(row.at), row.key.value};
    return one;
  }

  void read_page(const Reader& from, OrganizationMessages query, const Page& page) {
    const auto rows_behind = [&](const std::optional<Place>& behind, bool descending, std::int64_t most) {
      query.descending = descending;
      query.limit = most;
      query.after.reset();
      if (behind) query.after = {from_millis(behind->at), MessageKey{behind->number}};
      std::vector<Held> rows;
      messages(from, query,
               [&](const MessageRow& row, const FoundMessage& where) { rows.push_back(held(row, where)); });
      return rows;
    };
    found = gather<Held>(page, rows_behind, [](const Held& one) {
      return one.found.status == ConversationStatus::deleted ? Shown::no : Shown::yes;
    });
    look_beside(from);
  }

  // What was told of them, and who they are of.
  void look_beside(const Reader& from) {
    if (files_) look_for_files(from);
    std::map<std::int64_t, Held*> by_key;
    std::vector<MessageKey> keys;
    for (auto& one : found.rows) {
      by_key[one.row.key.value] = &one;
      keys.push_back(one.row.key);
      people.want(one.found.contact);
    }
    people.look_up(from, number_.organization);
    each_origin(from, number_.organization, keys, [&](MessageKey key, Origin origin, bool sent_here) {
      by_key.at(key.value)->origin = origin;
      by_key.at(key.value)->sent_here = sent_here;
    });
    each_told_status(from, number_.organization, keys, [&](const ToldStatus& status) {
      auto& of = *by_key.at(status.message.value);
      of.statuses.push_back(status_object(status, of.row));
    });
  }

  void look_for_files(const Reader& from) {
    std::vector<std::string_view> ids;
    for (const auto& one : found.rows) {
      if (!one.row.media_id.empty()) ids.push_back(one.row.media_id);
    }
    each_media_file(from, number_.organization, ids, [&](const MediaFile& file) {
      for (auto& one : found.rows) {
        if (one.row.media_id == file.id && file.state == MediaState::ready) one.media_bytes = file.bytes;
      }
    });
  }

  Rows<Held> found;
  People people;

 private:
  const Sender& number_;
  bool files_;
  RowTexts texts_;
};

// Ours, where the file is kept here; of what was sent by its address that one.
void add_link(Message& message, const MediaLinks& links) {
  const auto& row = message.row;
  if (!meta::is_media(row.type) || row.revoked) return;
  message.media_url = links.of(row.media_id);
  const bool is_linked = row.direction == Direction::outbound && row.media_id.empty();
  if (is_linked) message.media_url = row.media_url;
}

bool wants_files(const Context& context, const Fields& fields) {
  return context.media != nullptr && fields.has("media_data");
}

// Of the number, and what else is asked for. Nothing where that finds nothing.
std::optional<OrganizationMessages> query_of(const Reader& from, const Sender& number, const Ids& ids,
                                             const MessageParams& asked) {
  if (asked.finds_nothing) return std::nullopt;
  OrganizationMessages query{.organization = number.organization, .senders = {number.id}};
  query.direction = asked.direction;
  query.status = asked.status;
  query.counts = false;
  // The store leaves both ends out.
  if (asked.at.since) query.from = *asked.at.since - milliseconds{1};
  if (asked.at.until) query.until = *asked.at.until + milliseconds{1};
  if (asked.conversation.empty()) return query;
  const auto wanted = ids.conversation_of(asked.conversation);
  bool is_shown = false;
  const auto look = [&](const ConversationRow& row) {
    is_shown = row.sender == number.id && row.status != ConversationStatus::deleted;
    query.conversation = row.number;
  };
  if (wanted) conversation(from, number.organization, *wanted, look);
  return is_shown ? std::optional(query) : std::nullopt;
}

}  // namespace

Task<> list_messages(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  Scope scope(number.organization, "messages", number.phone_number_id);
  const auto asked = read_message_params(call.params, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);
  const auto fields = Fields::read(call.params.text("fields"));

  Reading reading(number, wants_files(context, fields));
  const auto read = [&](const Reader& from) {
    auto query = query_of(from, number, ids, asked);
    if (query) reading.read_page(from, *std::move(query), page);
  };
  co_await context.store.read(Weight::light, read);
  const MediaLinks links(call, context);
  JsonWriter json(reply.out());
  open_page(json);
  for (auto& one : reading.found.rows) {
    add_link(one, links);
    write_message(json, ids, fields, number, reading.people.of(one.found.contact), one);
  }
  close_page(json, context.store.seal(), scope, reading.found.paging);
}

Task<> get_message(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  const auto wamid = call.path.decoded(2);
  const auto fields = Fields::read(call.params.text("fields"));
  Reading reading(number, wants_files(context, fields));
  const auto read = [&](const Reader& from) {
    const auto key = is_storable_utf8(wamid) ? message_of_wamid(from, number, wamid) : std::nullopt;
    if (!key) return;
    message(from, number.organization, *key, [&](const MessageRow& row, const FoundMessage& where) {
      const bool is_shown = where.sender == number.id && where.status != ConversationStatus::deleted;
      if (is_shown) reading.found.rows.push_back(reading.held(row, where));
    });
    reading.look_beside(from);
  };
  co_await context.store.read(Weight::light, read);
  if (reading.found.rows.empty()) throw Problem::not_found("message");
  auto& one = reading.found.rows.front();
  add_link(one, MediaLinks(call, context));
  call.about = one.found.conversation;
  JsonWriter json(reply.out());
  write_message(json, ids, fields, number, reading.people.of(one.found.contact), one);
}

}  // namespace parley::graph
