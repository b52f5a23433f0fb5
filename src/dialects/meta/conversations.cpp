#include "store/conversations.h"

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/mapping.h"
#include "dialects/meta/page.h"
#include "dialects/meta/people.h"
#include "store/row_texts.h"

#include <utility>

namespace parley::graph {
namespace {

struct Held {
  Place place;
  ConversationRow row;
  std::optional<Timestamp> last_outbound_at = {};
};

Place place_of(const ConversationRow& row) {
  return {row.last_message_at ? to_millis(*row.last_message_at) : 0, row.number};
}

std::optional<Timestamp> last_outbound(const Reader& from, OrganizationId organization,
                                       const ConversationRow& row) {
  if (row.last_direction == Direction::outbound) return row.last_message_at;
  if (row.total_messages == 0) return std::nullopt;
  std::optional<Timestamp> at;
  const OrganizationMessages newest{.organization = organization,
                                    .direction = Direction::outbound,
                                    .conversation = row.number,
                                    .limit = 1,
                                    .counts = false,
                                    .contacts = false,
                                    .peers = false};
  messages(from, newest, [&](const MessageRow& message, const FoundMessage&) { at = message.at; });
  return at;
}

// A page of conversations with what is shown beside them; the rows' texts are kept in `texts`.
class Reading {
 public:
  Reading(const Sender& number, const ConversationParams& asked, const Fields& fields)
      : number_(number), asked_(asked), fields_(fields) {}

  void read(const Reader& from, const Page& page) {
    if (asked_.finds_nothing) return;
    OrganizationConversations query{.organization = number_.organization, .senders = {number_.id}};
    query.status = asked_.status;
    if (!asked_.person.empty()) {
      query.contact = contact_known_as(from, number_.organization, asked_.person);
      if (!query.contact) return;
    }
    const auto rows_behind = [&](const std::optional<Place>& behind, bool descending, std::int64_t most) {
      return rows(from, query, behind, descending, most);
    };
    found = gather<Held>(page, rows_behind, [&](const Held& held) { return shown(held.row, !page.before); });
    for (auto& held : found.rows) {
      if (fields_.has("last_outbound_at"))
        held.last_outbound_at = last_outbound(from, number_.organization, held.row);
      people.want(held.row.contact);
    }
    people.look_up(from, number_.organization);
  }

  Rows<Held> found;
  People people;

 private:
  // The times asked for are an end of the list, in whichever direction it is walked.
  std::vector<Held> rows(const Reader& from, OrganizationConversations query, std::optional<Place> behind,
                         bool descending, std::int64_t most) {
    query.descending = descending;
    query.limit = most;
    if (!behind && asked_.active.until) behind = Place{to_millis(*asked_.active.until) + 1, 0};
    if (behind) query.after = {behind->at, behind->number};
    std::vector<Held> rows;
    parley::conversations(from, query, [&](const ConversationRow& row) {
      rows.push_back({.place = place_of(row), .row = texts_.kept(row)});
    });
    return rows;
  }

  Shown shown(const ConversationRow& row, bool descending) const {
    const bool wants_activity = asked_.active.since || asked_.active.until;
    if (wants_activity && !row.last_message_at) return Shown::no;
    const auto at = row.last_message_at.value_or(Timestamp{});
    const bool is_early = asked_.active.since && at < *asked_.active.since;
    const bool is_late = asked_.active.until && at > *asked_.active.until;
    if ((is_early && descending) || (is_late && !descending)) return Shown::end;
    if (is_early || is_late || (asked_.unassigned && row.assignee != MemberId{})) return Shown::no;
    return Shown::yes;
  }

  const Sender& number_;
  const ConversationParams& asked_;
  const Fields& fields_;
  RowTexts texts_;
};

// The one that the path's last brace names, under the path's number where it has one. Problem not_found "conversation".
std::int64_t number_asked(const Reader& from, const Call& call, const std::vector<Sender>& numbers,
                          const Ids& ids) {
  const bool has_number = call.path.size() > 2;
  const auto* const under = has_number ? &number_of_path(numbers, call, "number") : nullptr;
  const auto number = ids.conversation_of(call.path.decoded(has_number ? 2 : 1));
  bool is_shown = false;
  std::int64_t today = 0;
  const auto look = [&](const ConversationRow& row) {
    const auto* const of = number_with(numbers, call, row.phone_number_id);
    is_shown =
        of != nullptr && (under == nullptr || under == of) && row.status != ConversationStatus::deleted;
    today = row.number;
  };
  if (number) conversation(from, call.token->organization, *number, look);
  if (!is_shown) throw Problem::not_found("conversation");
  return today;
}

void write_one(const Reader& from, const Call& call, JsonWriter& json, const Ids& ids, std::int64_t number) {
  const auto fields = Fields::read(call.params.text("fields"));
  const auto organization = call.token->organization;
  conversation(from, organization, number, [&](const ConversationRow& row) {
    RowTexts texts;
    const auto kept = texts.kept(row);
    People people;
    people.want(kept.contact);
    people.look_up(from, organization);
    write_conversation(json, ids, fields,
                       {kept, people.of(kept.contact), last_outbound(from, organization, kept)});
  });
}

ConversationStatus status_asked(const http::Request& request) {
  const auto body = read_body(request);
  const auto said = body.root()["status"].text();
  if (said == "active") return ConversationStatus::open;
  if (said == "ended") return ConversationStatus::resolved;
  throw Problem::invalid("status", "Param status must be one of {active, ended}");
}

}  // namespace

Task<> list_conversations(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  Scope scope(number.organization, "conversations", number.phone_number_id);
  const auto asked = read_conversation_params(call.params, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);
  const auto fields = Fields::read(call.params.text("fields"));

  Reading reading(number, asked, fields);
  const auto read = [&](const Reader& from) { reading.read(from, page); };
  co_await context.store.read(Weight::light, read);
  JsonWriter json(reply.out());
  open_page(json);
  for (const auto& held : reading.found.rows)
    write_conversation(json, ids, fields,
                       {held.row, reading.people.of(held.row.contact), held.last_outbound_at});
  close_page(json, context.store.seal(), scope, reading.found.paging);
}

Task<> get_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto read = [&](const Reader& from) {
    JsonWriter json(reply.out());
    write_one(from, call, json, ids, number_asked(from, call, *numbers, ids));
  };
  co_await context.store.read(Weight::light, read);
}

Task<> change_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto status = status_asked(call.request);
  const auto work = [&](Transaction& in) {
    const auto organization = call.token->organization;
    const auto number = number_asked(in, call, *numbers, ids);
    bool is_so = false;
    conversation(in, organization, number,
                 [&](const ConversationRow& row) { is_so = word_of(row.status) == word_of(status); });
    if (!is_so) set_status(in, organization, number, status);
    reply.out() += R"({"success":true})";
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::graph
