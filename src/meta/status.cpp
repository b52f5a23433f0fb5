// What became of messages and calls.

#include "base/json_writer.h"
#include "base/names.h"
#include "meta/content.h"
#include "meta/readers.h"

#include <utility>

namespace parley::meta {
namespace {

// The first of `names` that is there.
Json any_of(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const Json member = object[name];
    if (!member.is_empty()) return member;
  }
  return {};
}

Json parent_of(Json status) {
  return any_of(status, {"recipient_parent_user_id", "parent_recipient_user_id", "parent_user_id"});
}

// `pending` is our own word: where Meta says it, of payments, it is another thing.
std::optional<MessageStatus> delivery_status(std::string_view word) {
  const auto status = from_name<MessageStatus>(word);
  return status == MessageStatus::pending ? std::nullopt : status;
}

// The members of those names that are there, as a compact object; empty where none is.
std::string members_of(Json object, std::initializer_list<std::string_view> names) {
  std::string out;
  JsonWriter writer(out);
  writer.open('{');
  for (const auto name : names) {
    if (!object[name].is_empty()) writer.key(name).raw(object[name].compact());
  }
  writer.close('}');
  return out == "{}" ? std::string() : out;
}

std::string details_of(Json status) { return members_of(status, {"conversation", "pricing", "payment"}); }

std::string details_of_call(Json call) {
  return members_of(call, {"status", "start_time", "end_time", "duration", "errors"});
}

struct Recipient {
  Person person;
  std::string participant;
};

// Beside messages a lone contact is their sender, not a status' recipient.
StandIn stand_in(const Reading& reading) {
  return reading.value["messages"].is_empty() ? StandIn::only_contact : StandIn::nobody;
}

Recipient group_recipient(const Reading& reading, Json status) {
  const Json phone = any_of(status, {"recipient_participant_id", "participant_recipient_id"});
  const Json bsuid = any_of(status, {"recipient_participant_user_id", "participant_recipient_user_id"});
  const Json parent =
      any_of(status, {"recipient_participant_parent_user_id", "participant_recipient_parent_user_id"});
  auto person = reading.person(identity_of(phone, bsuid, parent), StandIn::nobody);
  const auto& member = person.identity;
  auto participant = !member.phone.empty()   ? member.phone
                     : !member.bsuid.empty() ? member.bsuid
                                             : member.parent;
  person.identity = {.group = status["recipient_id"].text()};
  return {std::move(person), std::move(participant)};
}

Recipient recipient_of(const Reading& reading, Json status) {
  if (status["recipient_type"].text() == "group") return group_recipient(reading, status);
  auto said = identity_of(status["recipient_id"], any_of(status, {"recipient_user_id", "user_id"}),
                          parent_of(status));
  return {reading.person(std::move(said), stand_in(reading)), {}};
}

bool is_of_call(const Reading& reading, Json status) {
  const auto type = status["type"].text();
  return type == "call" ||
         (type.empty() && (reading.field == "calls" || status["id"].text().starts_with("wacid.")));
}

// A call of nobody known belongs to no conversation, but is kept.
void tell_call(Reading& reading, Json raw, CallFact call) {
  if (call.peer.empty()) return reading.tell(raw, NoticeFact{"calls"});
  reading.tell(raw, std::move(call));
}

// Statuses are told of calls of ours only.
void read_call_status(Reading& reading, Json status) {
  const auto moment = reading.moment(status["timestamp"]);
  auto person = recipient_of(reading, status).person;
  tell_call(reading, status,
            {.id = status["id"].text(),
             .event = status["status"].text(),
             .direction = Direction::outbound,
             .at = moment.at,
             .at_is_guess = moment.is_guess,
             .peer = std::move(person.identity),
             .profile = std::move(person.profile)});
}

// A call that does not say who called is ours where we are its `from`; statuses are told of ours only.
Direction direction_of(const Reading& reading, Json call, bool is_status) {
  const auto said = call["direction"].text();
  if (said == "USER_INITIATED") return Direction::inbound;
  const bool is_ours =
      said == "BUSINESS_INITIATED" || is_status || reading.ours.is(phone_spelling(call["from"].text()));
  return is_ours ? Direction::outbound : Direction::inbound;
}

}  // namespace

void read_status(Reading& reading, const Path& path, Json status) {
  auto wamid = status["id"].text();
  auto word = status["status"].text();
  if (wamid.empty()) return reading.park(status, path, "no id");
  if (word.empty()) return reading.park(status, path, "no status");
  if (is_of_call(reading, status)) return read_call_status(reading, status);

  const auto moment = reading.moment(status["timestamp"]);
  // A payment's `failed` is not the message's.
  const bool is_payment = status["type"].text() == "payment";
  auto [person, participant] = recipient_of(reading, status);
  reading.tell(status, StatusFact{.wamid = std::move(wamid),
                                  .word = is_payment ? "payment:" + word : word,
                                  .status = is_payment ? std::nullopt : delivery_status(word),
                                  .at = moment.at,
                                  .at_is_guess = moment.is_guess,
                                  .recipient = std::move(person.identity),
                                  .participant = std::move(participant),
                                  .errors = errors_of(status["errors"]),
                                  .callback_data = status["biz_opaque_callback_data"].text(),
                                  .details = details_of(status),
                                  .profile = std::move(person.profile)});
}

void read_call(Reading& reading, const Path& path, Json call) {
  auto id = any_of(call, {"id", "wacid"}).text();
  if (id.empty()) return reading.park(call, path, "no id");
  const bool is_status = call["event"].is_empty() || call["event"].text() == "CALL_STATUS";
  const auto moment = reading.moment(any_of(call, {"timestamp", "start_time"}));
  const auto direction = direction_of(reading, call, is_status);
  const auto from = identity_of(call["from"], call["from_user_id"], call["from_parent_user_id"]);
  const auto to = identity_of(call["to"], call["to_user_id"], call["to_parent_user_id"]);
  const bool is_to_us =
      reading.ours.is(to.phone) || (direction == Direction::inbound && !reading.ours.is(from.phone));
  auto person = reading.person(is_to_us ? from : to, stand_in(reading));
  tell_call(reading, call,
            {.id = std::move(id),
             .event = call[is_status ? "status" : "event"].text(),
             .direction = direction,
             .at = moment.at,
             .at_is_guess = moment.is_guess,
             .peer = std::move(person.identity),
             .details = is_status ? std::string() : details_of_call(call),
             .profile = std::move(person.profile)});
}

}  // namespace parley::meta
