#include "simulator/exchange.h"

#include "simulator/samples.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parley::simulator {
namespace {

constexpr std::pair<Deed, int> deck[] = {
    {Deed::ask, 18},         {Deed::ask_in_two, 6},       {Deed::ask_and_react, 6},
    {Deed::ask_and_edit, 2}, {Deed::ask_and_revoke, 1},   {Deed::send_photo, 4},
    {Deed::send_voice, 3},   {Deed::send_document, 2},    {Deed::send_place, 2},
    {Deed::send_contact, 1}, {Deed::press_button, 2},     {Deed::pick_row, 1},
    {Deed::buy, 1},          {Deed::send_unsupported, 1},
};

constexpr std::string_view emojis[] = {"👍", "❤️", "😂", "🙏", "🎉"};

bool asks(Deed deed) { return deed <= Deed::ask_and_revoke; }

}  // namespace

std::vector<int> new_deck() {
  std::vector<int> cards;
  for (const auto& [deed, count] : deck)
    cards.insert(cards.end(), static_cast<std::size_t>(count), static_cast<int>(deed));
  return cards;
}

std::vector<Step> Exchange::play(Deed deed) {
  const Country& country = *customer_.country;
  if (deed == Deed::change_number) {
    change_number();
    return std::move(steps_);
  }
  if (!asks(deed)) {
    say(content_of(deed), deed == Deed::press_button || deed == Deed::pick_row ? customer_.last_answer : "");
    if (dice_.percent(80)) answer(country.thanks);
    return std::move(steps_);
  }
  const auto& dialogue = dice_.one_of(country.dialogues);
  say(text(dialogue.question));
  if (deed == Deed::ask_in_two) ask_again(country.more);
  if (deed == Deed::ask_and_edit) correct();
  if (deed == Deed::ask_and_revoke) take_back();
  if (dice_.percent(85)) answer(dialogue.answer);
  if (deed == Deed::ask_and_react) react();
  return std::move(steps_);
}

std::vector<Step> Exchange::remember(int messages) {
  std::vector<PastMessage> past;
  while (std::ssize(past) < messages) {
    const auto& dialogue = dice_.one_of(customer_.country->dialogues);
    Message question{.wamid = wamid(), .at = now_, .content = text(dialogue.question)};
    past.push_back({.message = std::move(question), .ours = false, .status = "READ"});
    wait();
    Message said{.wamid = wamid(), .at = now_, .content = text(dialogue.answer)};
    past.push_back(
        {.message = std::move(said), .ours = true, .status = dice_.percent(80) ? "READ" : "DELIVERED"});
    now_ += std::chrono::hours{dice_.between(1, 30)};
  }
  step(history(customer_.number, customer_.person, past, 100));
  return std::move(steps_);
}

// A line of the customer's own; gives its wamid.
std::string Exchange::say(Content content, std::string quoted) {
  const Message message{
      .wamid = wamid(), .at = now_, .content = std::move(content), .quoted = std::move(quoted)};
  step_of_theirs(incoming(customer_.number, customer_.person, std::span(&message, 1)));
  return message.wamid;
}

// Both lines in one delivery, as Meta batches them.
void Exchange::ask_again(std::string_view words) {
  const std::array<Message, 2> messages{
      Message{.wamid = wamid(), .at = now_, .content = text(words)},
      Message{.wamid = wamid(), .at = now_, .content = text("🙏")},
  };
  step_of_theirs(incoming(customer_.number, customer_.person, messages));
}

void Exchange::correct() {
  const auto target = say(text(customer_.country->mistyped));
  wait();
  say(edit(target, text(customer_.country->corrected)));
}

void Exchange::take_back() {
  const auto target = say(text(customer_.country->more));
  wait();
  say(revoke(target));
}

void Exchange::change_number() {
  Person& person = customer_.person;
  auto phone = person.wa_id.substr(0, person.wa_id.size() - 6) + dice_.digits(6);
  const Message notice{.wamid = wamid(), .at = now_};
  step(number_change(customer_.number, person, phone, notice));
  person.wa_id = std::move(phone);
  wait();
  say(text(customer_.country->more));
}

// Written in the business' app, and what Meta tells of it. One in thirty does not arrive.
void Exchange::answer(std::string_view words) {
  wait();
  const Message message{.wamid = wamid(), .at = now_, .content = text(words)};
  step(echo(customer_.number, customer_.person, std::span(&message, 1)));
  customer_.last_answer = message.wamid;

  const bool fails = dice_.percent(3);
  std::vector<Status> told{{message.wamid, "sent", now_ + std::chrono::seconds{1}}};
  told.push_back({message.wamid, fails ? "failed" : "delivered", now_ + std::chrono::seconds{2}});
  if (!fails && dice_.percent(75)) told.push_back({message.wamid, "read", now_ + dice_.seconds(3, 12)});
  for (const Status& status : told) {
    steps_.push_back({status.at, statuses(customer_.number, customer_.person, std::span(&status, 1))});
  }
}

void Exchange::react() {
  if (customer_.last_answer.empty()) return;
  wait();
  say(reaction(customer_.last_answer, dice_.one_of(std::span<const std::string_view>(emojis))));
  if (dice_.percent(85)) return;
  wait();
  say(reaction(customer_.last_answer, ""));
}

Content Exchange::content_of(Deed deed) {
  const Country& country = *customer_.country;
  switch (deed) {
    case Deed::send_photo: return image(file("image/jpeg"), dice_.percent(70) ? country.caption : "");
    case Deed::send_voice: return voice(file("audio/ogg; codecs=opus"));
    case Deed::send_document: return document(file("application/pdf"), country.filename, "");
    case Deed::send_place:
      return location({.latitude = country.latitude,
                       .longitude = country.longitude,
                       .name = std::string(country.place.substr(0, country.place.find(','))),
                       .address = std::string(country.place)});
    case Deed::send_contact: return contact_card(dice_.one_of(country.names), customer_.person.wa_id);
    case Deed::press_button: return button_reply("yes", country.yes);
    case Deed::pick_row: return list_reply("row_2", country.yes, country.more);
    case Deed::buy: {
      const OrderItem items[] = {{"SKU-1042", 2, 49.9, std::string(country.currency)},
                                 {"SKU-2001", 1, 120, std::string(country.currency)}};
      return order("914202366478301", country.more, items);
    }
    default: return unsupported("poll_creation");
  }
}

MediaFile Exchange::file(std::string_view mime_type) { return new_sample(mime_type, now_, dice_); }

}  // namespace parley::simulator
