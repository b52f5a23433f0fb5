#include "meta/parse.h"

#include "base/text.h"
#include "meta/readers.h"

#include <utility>

namespace parley::meta {
namespace {

// The fields whose messages are the business' own, written in its app.
bool is_echo_field(std::string_view field) {
  return field == "smb_message_echoes" || field == "message_echoes";
}

void read_messages(Reading& reading, const Path& path, Json message) {
  const bool is_import = reading.field == "history";
  const bool is_ours = is_echo_field(reading.field);
  const auto origin = is_import ? Origin::history : is_ours ? Origin::echo : Origin::live;
  read_message(reading, path, message, {.origin = origin, .is_ours = is_ours});
}

void read_echo(Reading& reading, const Path& path, Json message) {
  const auto origin = reading.field == "history" ? Origin::history : Origin::echo;
  read_message(reading, path, message, {.origin = origin, .is_ours = true});
}

// The lists of a value. They are read wherever they stand: Meta mixes them, and puts some under other fields'
// names.
constexpr struct {
  std::string_view name;
  void (*read)(Reading&, const Path&, Json);
} lists[] = {
    {"messages", read_messages},        {"message_echoes", read_echo},
    {"statuses", read_status},          {"calls", read_call},
    {"history", read_history_chunk},    {"state_sync", read_address_book_entry},
    {"user_id_update", read_id_change}, {"user_preferences", read_preference},
};

void read_value(Reading& reading, const Path& path) {
  bool is_known = false;
  for (const auto& list : lists) {
    const Json items = reading.value[list.name];
    is_known |= !items.is_absent();
    reading.each(items, path.member(list.name),
                 [&](const Path& place, Json item) { list.read(reading, place, item); });
  }
  const bool has_errors = !reading.value["errors"].is_empty();
  if (has_errors) {
    reading.tell(reading.change, NoticeFact{"errors"});
  } else if (!is_known) {
    reading.tell(reading.change, NoticeFact{reading.field});
  }
}

Scope scope_of(const std::string& waba, Json value) {
  const Json metadata = value["metadata"];
  return {.waba = waba,
          .phone_number_id = metadata["phone_number_id"].text(),
          .display_phone = digits_of(metadata["display_phone_number"].text())};
}

Reading reading_of(Facts& facts, Timestamp received, Scope scope) {
  OurNumber ours(scope);
  return {.facts = facts, .received = received, .scope = std::move(scope), .ours = std::move(ours)};
}

void read_change(Reading reading, const Path& path, Json change) {
  reading.change = change;
  reading.value = change["value"];
  reading.field = change["field"].is_empty() ? reading.value["field"].text() : change["field"].text();
  reading.contacts = Contacts(reading.value["contacts"]);
  if (!reading.value.is_object()) return reading.tell(change, NoticeFact{reading.field});
  read_value(reading, path.member("value"));
}

void read_entry(Facts& facts, Timestamp received, const Path& path, Json entry) {
  const auto waba = entry["id"].text();
  auto reading = reading_of(facts, received, {.waba = waba});
  reading.each(entry["changes"], path.member("changes"), [&](const Path& place, Json change) {
    read_change(reading_of(facts, received, scope_of(waba, change["value"])), place, change);
  });
}

}  // namespace

std::optional<Facts> parse_webhook(std::string_view body, Timestamp received) {
  const auto tree = JsonTree::read(body);
  if (!tree) return std::nullopt;
  Facts facts;
  auto reading = reading_of(facts, received, {});
  reading.each(tree->root()["entry"], {.name = "entry"},
               [&](const Path& place, Json entry) { read_entry(facts, received, place, entry); });
  return facts;
}

}  // namespace parley::meta
