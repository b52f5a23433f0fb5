// POST /{phone_number_id}/messages: what is sent, and marks of what was read.

#include "base/json.h"
#include "base/secrets.h"
#include "base/text.h"
#include "http/no_answer.h"
#include "meta/draft.h"
#include "meta/graph_codes.h"
#include "meta/graph_error.h"
#include "simulator/fate.h"
#include "simulator/world.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

namespace parley::simulator {
namespace {

using meta::meta_error;
using Refused = std::optional<MetaError>;

constexpr std::string_view with_files[] = {"image", "video", "audio", "document", "sticker"};

// The answer's head and half of its body; then the connection is cut.
class Half final : public http::BodySource {
 public:
  explicit Half(std::string body) : body_(std::move(body)) {}
  Task<bool> next(std::string& out) override {
    if (body_.empty()) throw std::system_error(std::make_error_code(std::errc::connection_reset));
    out.append(body_, 0, body_.size() / 2);
    body_.clear();
    co_return true;
  }

 private:
  std::string body_;
};

const std::string& name_of(const Identity& to) {
  if (!to.phone.empty()) return to.phone;
  if (!to.bsuid.empty()) return to.bsuid;
  return to.parent.empty() ? to.group : to.parent;
}

Refused over_a_limit(World& world, const Number& number, const Draft& draft) {
  if (!world.courier.has_room())
    return meta_error(130429, "Too many webhooks of the simulator wait for their callback");
  if (!world.limits.take_of_number(number.phone_number_id, world.switches.rate, world.now()))
    return meta_error(130429,
                      "Message failed to send because there were too many messages sent from this phone "
                      "number in a short period of time");
  const bool is_pair = world.switches.pair_limit && draft.to.group.empty();
  if (is_pair && !world.limits.take_of_pair(number.phone_number_id, name_of(draft.to), world.now()))
    return meta_error(131056,
                      "Message failed to send because there were too many messages sent from this phone "
                      "number to the same phone number in a short period of time");
  return std::nullopt;
}

Refused outside_the_window(const World& world, const Number& number, const Draft& draft) {
  if (!world.switches.window || draft.type == "template" || !draft.to.group.empty()) return std::nullopt;
  if (world.limits.is_window_open(number.phone_number_id, name_of(draft.to), world.ahead()))
    return std::nullopt;
  return meta_error(131047,
                    "Message failed to send because more than 24 hours have passed since the customer "
                    "last replied to this number.");
}

Refused without_its_file(const World& world, const Draft& draft) {
  const bool has_file = std::ranges::find(with_files, draft.type) != std::end(with_files);
  if (!world.switches.check_media || !has_file) return std::nullopt;
  const auto tree = JsonTree::read(draft.object);
  const auto id = tree ? tree->root()["id"].text() : std::string();
  if (id.empty()) return std::nullopt;
  if (!world.switches.media_gone && world.shelf.is_known(id, world.ahead())) return std::nullopt;
  return meta_error(
      131009, "Param " + draft.type + "['id'] is not a valid whatsapp business account media attachment ID.");
}

// What Meta would say of a message that is well formed. Gives the template's category where there is one.
Refused refusal(World& world, const Number& number, const Draft& draft, std::string& category) {
  if (draft.to.phone == number.phone) return meta_error(131021);
  auto refused = over_a_limit(world, number, draft);
  if (!refused) refused = outside_the_window(world, number, draft);
  if (refused) return refused;
  if (draft.type != "template") return without_its_file(world, draft);
  category = "marketing";
  if (!world.switches.check_templates) return std::nullopt;
  world.templates.pass(world.now());
  const auto tree = JsonTree::read(draft.object);
  const auto usable = world.templates.usable(number.waba, tree ? tree->root() : Json());
  if (const auto* const error = std::get_if<MetaError>(&usable)) return *error;
  category = ascii_lower(std::get<const Template*>(usable)->category);
  return std::nullopt;
}

// The same thing asked for once more has dice of its own; its callback data, which may be new at every run, has no part.
Dice dice_of(World& world, const Number& number, const Draft& draft) {
  std::string asked = number.phone_number_id;
  for (const auto* const part :
       {&name_of(draft.to), &draft.type, &draft.object, &draft.quoted_wamid, &draft.more})
    asked.append("\n").append(*part);
  const auto hash = tag_hash(asked);
  const std::uint64_t turn = world.attempts.add(hash);
  return Dice(mixed(mixed(world.run, hash), turn != 0 ? turn : 1'000'000'000 + ++world.uncounted));
}

Entry entry_of(const World& world, const Number& number, const Draft& draft) {
  return {.phone_number_id = number.phone_number_id,
          .to = name_of(draft.to),
          .type = draft.type,
          .object = draft.object,
          .callback_data = draft.callback_data,
          .at = world.now()};
}

void note_refused(World& world, Entry entry, const MetaError& error, http::Reply& reply) {
  entry.outcome = "refused";
  entry.code = error.code;
  world.ledger.add(std::move(entry));
  refuse(reply, error);
}

// Which mishap the answer of a taken message has.
std::string_view outcome_of(const Switches& switches, Dice& dice) {
  const bool is_lost = dice.share(switches.lost_answer);
  const bool is_half = dice.share(switches.half_answer);
  return is_lost ? "lost_answer" : is_half ? "half_answer" : "accepted";
}

void write_answer(const Draft& draft, std::string_view outcome, std::string wamid, http::Reply& reply) {
  Attempt attempt{.wamid = std::move(wamid), .recipient = draft.to};
  if (draft.type == "template") attempt.message_status = "accepted";
  auto body = meta::accepted_body(draft, attempt);
  if (outcome == "lost_answer") {
    reply.status = http::no_answer;
  } else if (outcome == "half_answer") {
    reply.source = std::make_unique<Half>(std::move(body));
  } else {
    reply.out() += body;
  }
}

void take(World& world, const Number& number, Draft draft, std::string category, Call& call,
          http::Reply& reply) {
  auto entry = entry_of(world, number, draft);
  auto dice = dice_of(world, number, draft);
  const auto& switches = world.switches;
  call.wait =
      std::chrono::milliseconds{dice.between(switches.answer_after.least, switches.answer_after.most)};
  if (dice.share(switches.lost_request)) {
    entry.outcome = "lost_request";
    reply.status = http::no_answer;
    return world.ledger.add(std::move(entry));
  }
  if (const auto code = drawn(switches.error, dice); code != 0)
    return note_refused(world, std::move(entry), meta_error(code, "The simulator was told to answer this"),
                        reply);

  Taken taken{.number = number,
              .person = world.people.find(draft.to),
              .draft = std::move(draft),
              .wamid = new_wamid(dice),
              .category = std::move(category),
              .at = world.now(),
              .clock = world.ahead()};
  entry.wamid = taken.wamid;
  entry.outcome = outcome_of(switches, dice);
  write_answer(taken.draft, entry.outcome, taken.wamid, reply);
  world.ledger.add(std::move(entry));
  auto webhooks = fate_of(taken, switches, dice, world.people);
  for (const Webhook& webhook : webhooks) {
    if (webhook.is_of_the_customer)
      world.limits.open_window(number.phone_number_id, name_of(taken.draft.to), taken.clock + webhook.after);
  }
  world.courier.carry(std::move(webhooks));
}

}  // namespace

void send_message(World& world, Call& call, http::Reply& reply) {
  auto asked = meta::read_send_request(call.request.body);
  if (const auto* const error = std::get_if<MetaError>(&asked)) return refuse(reply, *error);
  if (std::holds_alternative<ReadMark>(asked)) {
    world.ledger.add_read_mark();
    return succeed(reply);
  }
  auto& draft = std::get<Draft>(asked);
  const Number& number = world.account(call.id)->number;
  std::string category = "service";
  if (const auto refused = refusal(world, number, draft, category))
    return note_refused(world, entry_of(world, number, draft), *refused, reply);
  take(world, number, std::move(draft), std::move(category), call, reply);
}

}  // namespace parley::simulator
