// Messages, whichever way they come: live, as echoes of the app, imported.

#include "base/names.h"
#include "base/text.h"
#include "meta/content.h"
#include "meta/readers.h"

#include <utility>

namespace parley::meta {
namespace {

// What every kind of message has.
struct Letter {
  std::string wamid;
  Direction direction = Direction::inbound;
  Origin origin = Origin::live;
  Moment moment;
  Identity peer;
  Identity author;
  Profile profile;
};

Identity sender_of(Json message) {
  return identity_of(message["from"], message["from_user_id"], message["from_parent_user_id"]);
}

Identity addressee_of(Json message) {
  return identity_of(message["to"], message["to_user_id"], message["to_parent_user_id"]);
}

bool is_phone_of(const Identity& who, const std::string& phone) {
  return !phone.empty() && phone_key(phone) == phone_key(who.phone);
}

// An imported message: ours unless the person of the thread wrote it.
Direction direction_in_thread(const Reading& reading, Json message, const Identity& thread) {
  const auto from = sender_of(message);
  const auto to = addressee_of(message);
  const bool is_from_thread = is_phone_of(thread, from.phone);
  const bool is_to_thread = is_phone_of(thread, to.phone);
  if (from.empty()) return is_to_thread ? Direction::outbound : Direction::inbound;
  if (from.phone.empty() || thread.phone.empty() || is_from_thread) return Direction::inbound;
  return is_to_thread || !reading.ours.is_known() ? Direction::outbound : Direction::inbound;
}

Direction direction_of(const Reading& reading, Json message, const Heading& heading) {
  if (heading.is_ours || reading.ours.is(sender_of(message).phone)) return Direction::outbound;
  return heading.thread ? direction_in_thread(reading, message, heading.thread->identity)
                        : Direction::inbound;
}

// Echoes were seen with from and to swapped: the person is whoever is not us.
Identity said_person(const Reading& reading, Json message, Direction direction) {
  if (direction == Direction::inbound) return sender_of(message);
  auto to = addressee_of(message);
  return reading.ours.is(to.phone) ? sender_of(message) : to;
}

Person person_of(const Reading& reading, Json message, Direction direction, const Heading& heading) {
  auto said = said_person(reading, message, direction);
  if (heading.thread) {
    auto person = reading.person(heading.thread->identity, StandIn::nobody);
    complete(person.identity, said);
    if (person.profile.username.empty()) person.profile.username = heading.thread->profile.username;
    if (!person.identity.empty()) return person;
  }
  // Of a system message the sender may be somebody else than the contact.
  const auto stand_in = type_of(message) == "system" ? StandIn::nobody : StandIn::only_contact;
  return reading.person(std::move(said), stand_in);
}

std::string group_of(Json message) {
  auto group = message["group_id"].text();
  if (group.empty() && message["recipient_type"].text() == "group") group = message["to"].text();
  return group;
}

Letter letter_of(const Reading& reading, Json message, const Heading& heading) {
  Letter letter{.wamid = message["id"].text(), .moment = reading.moment(message["timestamp"])};
  letter.direction = direction_of(reading, message, heading);
  const bool is_ours = letter.direction == Direction::outbound;
  letter.origin = is_ours && heading.origin == Origin::live ? Origin::echo : heading.origin;

  auto person = person_of(reading, message, letter.direction, heading);
  auto group = group_of(message);
  if (group.empty()) {
    letter.peer = std::move(person.identity);
    letter.profile = std::move(person.profile);
    return letter;
  }
  letter.peer.group = std::move(group);
  if (is_ours) return letter;
  letter.author = std::move(person.identity);
  letter.profile = std::move(person.profile);
  return letter;
}

// Who shares his own number on request may be known by it from then on.
std::string phone_shared_on_request(Json contacts) {
  for (const Json contact : contacts) {
    if (contact["origin"].text() != "contact_request") continue;
    for (const Json phone : contact["phones"]) {
      auto shared = phone_spelling(phone["wa_id"].is_empty() ? phone["phone"].text() : phone["wa_id"].text());
      if (!shared.empty()) return shared;
    }
  }
  return {};
}

std::optional<MessageStatus> imported_status(Json context) {
  const auto word = ascii_lower(context["status"].text());
  if (word == "error") return MessageStatus::failed;
  return from_name<MessageStatus>(word);
}

// Whether the context holds more than its fact does: an asked-for product, or what nobody has seen yet.
std::string rest_of_context(Json context) {
  for (const Json member : context) {
    const auto name = member.name();
    const bool is_known =
        name == "id" || name == "from" || name == "forwarded" || name == "frequently_forwarded";
    if (!is_known && !member.is_empty()) return context.compact();
  }
  return {};
}

// Imports tell of media that there was some, and of which only later.
bool is_placeholder(const Content& content) {
  if (content.type == "media_placeholder") return true;
  return is_media(content.type) && (!content.media || content.media->id.empty());
}

MessageFact message_fact(Letter letter, Json message) {
  const Json context = message["context"];
  auto content = content_of(message);
  const bool is_vague = letter.origin == Origin::history && is_placeholder(content);
  if (content.type == "contacts" && letter.peer.group.empty() && letter.peer.phone.empty()) {
    letter.peer.phone = phone_shared_on_request(message["contacts"]);
  }
  const bool from_user = letter.direction == Direction::inbound && content.type != "system";
  return {
      .wamid = std::move(letter.wamid),
      .direction = letter.direction,
      .origin = is_vague ? Origin::placeholder : letter.origin,
      .at = letter.moment.at,
      .at_is_guess = letter.moment.is_guess,
      .peer = std::move(letter.peer),
      .author = std::move(letter.author),
      .profile = std::move(letter.profile),
      .content = std::move(content),
      .quoted_wamid = context["id"].text(),
      .forwarded = context["forwarded"].is_true(),
      .frequently_forwarded = context["frequently_forwarded"].is_true(),
      .context = rest_of_context(context),
      .referral = message["referral"].is_empty() ? std::string() : message["referral"].compact(),
      .status = imported_status(message["history_context"]),
      .from_user = from_user,
  };
}

template <class About>
About fact_about(Letter letter, std::string target) {
  About fact;
  fact.wamid = std::move(letter.wamid);
  fact.target = std::move(target);
  fact.direction = letter.direction;
  fact.at = letter.moment.at;
  fact.at_is_guess = letter.moment.is_guess;
  fact.peer = std::move(letter.peer);
  fact.author = std::move(letter.author);
  fact.profile = std::move(letter.profile);
  return fact;
}

void read_reaction(Reading& reading, const Path& path, Json message, Letter letter) {
  const Json reaction = message["reaction"];
  auto target = reaction["message_id"].text();
  if (target.empty()) return reading.park(message, path, "a reaction to no message");
  const auto origin = letter.origin;
  auto fact = fact_about<ReactionFact>(std::move(letter), std::move(target));
  fact.emoji = reaction["emoji"].text();
  fact.origin = origin;
  reading.tell(message, std::move(fact));
}

void read_edit(Reading& reading, const Path& path, Json message, Letter letter) {
  const Json edit = message["edit"];
  auto target = edit["original_message_id"].text();
  if (target.empty()) return reading.park(message, path, "an edit of no message");
  if (!edit["message"].is_object()) return reading.park(message, path, "an edit without content");
  auto fact = fact_about<EditFact>(std::move(letter), std::move(target));
  fact.content = content_of(edit["message"]);
  reading.tell(message, std::move(fact));
}

void read_revoke(Reading& reading, const Path& path, Json message, Letter letter) {
  auto target = message["revoke"]["original_message_id"].text();
  if (target.empty()) return reading.park(message, path, "a revocation of no message");
  reading.tell(message, fact_about<RevokeFact>(std::move(letter), std::move(target)));
}

// A system message may name nobody but in what it tells; returns whether it told of a rename.
void read_rename(Reading& reading, Json message, Letter& letter) {
  auto rename = rename_of(message, letter.moment.at);
  if (!rename) return;
  if (letter.peer.empty()) letter.peer = rename->before.empty() ? rename->after : rename->before;
  reading.tell(message, std::move(*rename));
}

}  // namespace

void read_message(Reading& reading, const Path& path, Json message, const Heading& heading) {
  auto letter = letter_of(reading, message, heading);
  const auto type = type_of(message);
  if (type == "system") read_rename(reading, message, letter);
  if (letter.wamid.empty()) return reading.park(message, path, "no id");
  // An edit and a revocation name their target; whom it went to is known from there.
  if (type == "edit") return read_edit(reading, path, message, std::move(letter));
  if (type == "revoke") return read_revoke(reading, path, message, std::move(letter));
  if (letter.peer.empty()) return reading.park(message, path, "names nobody");
  if (type == "reaction") return read_reaction(reading, path, message, std::move(letter));
  reading.tell(message, message_fact(std::move(letter), message));
}

}  // namespace parley::meta
