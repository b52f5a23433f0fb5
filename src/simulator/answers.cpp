#include "simulator/answers.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "simulator/samples.h"

#include <span>
#include <string>
#include <vector>

namespace parley::simulator {
namespace {

constexpr std::string_view emojis[] = {"👍", "❤️", "😂", "🙏", "🎉"};

// What people say to anything.
Answer small_talk(const Taken& taken, Dice& dice) {
  const Country& country = country_of(taken.person.wa_id);
  const auto turn = dice.between(1, 100);
  if (turn <= 40) return {.content = text(dice.percent(50) ? country.thanks : country.more)};
  if (turn <= 60) return {.content = text(country.yes), .quotes = true};
  if (turn <= 78)
    return {.content = reaction(taken.wamid, dice.one_of(std::span<const std::string_view>(emojis)))};
  const auto file = [&](std::string_view mime_type) { return new_sample(mime_type, taken.clock, dice); };
  if (turn <= 88) return {.content = image(file("image/png"), dice.percent(60) ? country.caption : "")};
  if (turn <= 96) return {.content = voice(file("audio/ogg"))};
  return {.content = document(file("application/pdf"), country.filename, "")};
}

Answer press(Json action, Dice& dice) {
  std::vector<Json> buttons;
  for (const Json button : action["buttons"]) buttons.push_back(button["reply"]);
  if (buttons.empty()) return {.content = text("?")};
  const Json reply = dice.one_of(std::span(buttons));
  return {.content = button_reply(reply["id"].text(), reply["title"].text()), .quotes = true};
}

Answer pick(Json action, Dice& dice) {
  std::vector<Json> rows;
  for (const Json section : action["sections"]) {
    for (const Json row : section["rows"]) rows.push_back(row);
  }
  if (rows.empty()) return {.content = text("?")};
  const Json row = dice.one_of(std::span(rows));
  return {.content = list_reply(row["id"].text(), row["title"].text(), row["description"].text()),
          .quotes = true};
}

Answer interact(const Taken& taken, Json object, Dice& dice) {
  const auto kind = object["type"].text();
  if (kind == "button") return press(object["action"], dice);
  if (kind == "list") return pick(object["action"], dice);
  if (kind == "flow") {
    std::string response;
    JsonWriter json(response);
    json.open('{').field("flow_token", object["action"]["parameters"]["flow_token"].text()).close('}');
    return {.content = flow_reply("Sent", response), .quotes = true};
  }
  if (kind == "location_request_message") {
    const Country& country = country_of(taken.person.wa_id);
    const Place place{.latitude = country.latitude,
                      .longitude = country.longitude,
                      .name = std::string(country.place),
                      .address = ""};
    return {.content = location(place), .quotes = true};
  }
  return small_talk(taken, dice);
}

// Its own buttons, where what they hand back is known.
Answer to_template(const Taken& taken, Json object, Dice& dice) {
  std::vector<std::string> payloads;
  for (const Json component : object["components"]) {
    if (component["type"].text() != "button" || component["sub_type"].text() != "quick_reply") continue;
    for (const Json parameter : component["parameters"]) payloads.push_back(parameter["payload"].text());
  }
  if (payloads.empty()) return small_talk(taken, dice);
  const auto& payload = dice.one_of(std::span<const std::string>(payloads));
  return {.content = quick_reply(payload, payload), .quotes = true};
}

}  // namespace

std::optional<Answer> answer_to(const Taken& taken, Dice& dice) {
  const auto& draft = taken.draft;
  if (draft.reaction || !draft.to.group.empty()) return std::nullopt;
  const auto tree = JsonTree::read_any(draft.object);
  const Json object = tree ? tree->root() : Json();
  if (draft.type == "interactive") return interact(taken, object, dice);
  if (draft.type == "template") return to_template(taken, object, dice);
  return small_talk(taken, dice);
}

}  // namespace parley::simulator
