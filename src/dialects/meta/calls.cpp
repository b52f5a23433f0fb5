// Calls by telephone. What Kapso tells of one is put together from what Meta told.

#include "store/calls.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/names.h"
#include "base/text.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/ids.h"
#include "dialects/meta/page.h"
#include "meta/moment.h"

#include <utility>

namespace parley::graph {
namespace {

struct Held {
  Place place;
  std::int64_t number = 0, contact = 0, conversation = 0;
  std::string call_id, peer, status;
  Direction direction = Direction::inbound;
  std::optional<Timestamp> ended_at;
  std::optional<std::int64_t> duration;  // seconds
};

// How far the events had brought it when this one was told.
void take(Held& call, const CallEvent& event) {
  const auto tree = JsonTree::read(event.details);
  const auto details = tree ? tree->root() : Json();
  const auto word = ascii_lower(event.event);
  if (word == "ringing") call.status = "ringing";
  if (word == "accepted" || word == "pre_accept" || word == "accept") call.status = "answered";
  if (word == "rejected" || word == "reject" || word == "failed") call.status = "failed";
  if (word == "rejected" || word == "reject" || word == "terminate") call.ended_at = event.at;
  if (word != "terminate") return;
  const bool has_failed = equal_ignoring_case(details["status"].text(), "FAILED") || call.status == "failed";
  call.status = has_failed ? "failed" : "completed";
  call.duration = details["duration"].integer();
  const auto end = meta::moment_of(details["end_time"].text());
  if (end) call.ended_at = end;
}

Held held(const CallRow& row) {
  Held call{.place = {to_millis(row.at), row.number}, .number = row.number, .contact = row.contact};
  call.conversation = row.conversation;
  call.call_id = row.call_id;
  call.peer = row.peer;
  call.direction = row.direction;
  call.status = "initiated";
  for (const auto& event : row.events) take(call, event);
  return call;
}

void write_call(JsonWriter& json, const Ids& ids, const Held& call) {
  json.open('{')
      .field("id", ids.call(call.number))
      .field("call_id", call.call_id)
      .field("direction", name_of(call.direction))
      .field("status", call.status)
      .field("duration_seconds", call.duration)
      .field("started_at", from_millis(call.place.at))
      .field("ended_at", call.ended_at)
      .field("whatsapp_contact_id", ids.contact(call.contact))
      .key("whatsapp_conversation_id");
  if (call.conversation == 0) {
    json.value(nullptr);
  } else {
    json.value(ids.conversation(call.conversation));
  }
  json.nullable("user_wa_id", is_digits(call.peer) ? std::string_view(call.peer) : std::string_view())
      .close('}');
}

Rows<Held> read_page_of(const Reader& from, const Sender& number, const CallParams& asked, const Page& page) {
  if (asked.finds_nothing) return {};
  const auto rows_behind = [&](std::optional<Place> behind, bool descending, std::int64_t most) {
    std::vector<Held> rows;
    if (!asked.call_id.empty() && behind) return rows;
    if (!behind && asked.at.until) behind = Place{to_millis(*asked.at.until) + 1, 0};
    CallQuery query{.organization = number.organization, .sender = number.id, .call_id = asked.call_id};
    query.descending = descending;
    query.limit = most;
    if (behind) query.after = {from_millis(behind->at), behind->number};
    calls(from, query, [&](const CallRow& row) { rows.push_back(held(row)); });
    return rows;
  };
  const auto shown = [&](const Held& call) {
    const auto at = from_millis(call.place.at);
    const bool is_early = asked.at.since && at < *asked.at.since;
    const bool is_late = asked.at.until && at > *asked.at.until;
    if ((is_early && !page.before) || (is_late && page.before)) return Shown::end;
    const bool is_other = (asked.direction && *asked.direction != call.direction) ||
                          (!asked.status.empty() && asked.status != call.status);
    return is_early || is_late || is_other ? Shown::no : Shown::yes;
  };
  return gather<Held>(page, rows_behind, shown);
}

}  // namespace

Task<> list_calls(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  Scope scope(number.organization, "calls", number.phone_number_id);
  const auto asked = read_call_params(call.params, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);
  Rows<Held> found;
  const auto read = [&](const Reader& from) { found = read_page_of(from, number, asked, page); };
  co_await context.store.read(Weight::light, read);
  JsonWriter json(reply.out());
  open_page(json);
  for (const auto& one : found.rows) write_call(json, ids, one);
  close_page(json, context.store.seal(), scope, found.paging);
}

}  // namespace parley::graph
