#include "simulator/fate.h"

#include "base/json.h"
#include "meta/graph_codes.h"
#include "simulator/answers.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace parley::simulator {
namespace {

using std::chrono::milliseconds;

milliseconds drawn(const Range& range, Dice& dice) {
  return milliseconds{dice.between(range.least, range.most)};
}

bool is_voice(const Draft& draft) {
  if (draft.type != "audio") return false;
  const auto tree = JsonTree::read(draft.object);
  return tree && tree->root()["voice"].is_true();
}

class Fate {
 public:
  Fate(const Taken& taken, const Switches& switches, Dice dice, People& people)
      : taken_(taken), switches_(switches), dice_(dice), people_(people) {}

  std::vector<Webhook> tell() {
    after_ = drawn(switches_.sent_after, dice_);
    const auto sent = after_;
    tell_status("sent");
    go_on();
    if (!taken_.draft.to.group.empty()) return std::move(webhooks_);
    if (dice_.share(switches_.reply) && !has_failed_) reply(sent);
    return std::move(webhooks_);
  }

 private:
  void go_on() {
    const auto code = simulator::drawn(switches_.fail, dice_);
    after_ += drawn(switches_.delivered_after, dice_);
    has_failed_ = code != 0;
    if (has_failed_) return tell_status("failed", code);
    const bool stays = dice_.share(switches_.undelivered);
    if (stays || taken_.draft.reaction) return;
    tell_status("delivered");
    if (!dice_.share(switches_.read)) return;
    after_ += drawn(switches_.read_after, dice_);
    tell_status("read");
    if (!is_voice(taken_.draft) || !dice_.percent(70)) return;
    after_ += drawn(switches_.read_after, dice_);
    tell_status("played");
  }

  void tell_status(std::string word, int code = 0) {
    Status status{.wamid = taken_.wamid, .word = std::move(word), .at = taken_.at + after_};
    if (switches_.callback_data) status.callback_data = taken_.draft.callback_data;
    if (conversation_.empty() && switches_.conversation) conversation_ = dice_.hex(32);
    status.conversation = conversation_;
    status.category = taken_.category;
    if (code != 0) status.error = meta::meta_error(code, "The simulator was told to let it fail");
    const auto& group = taken_.draft.to.group;
    put(after_, group.empty() ? statuses(taken_.number, taken_.person, std::span(&status, 1))
                              : group_statuses(taken_.number, group, std::span(&status, 1)));
  }

  void reply(milliseconds sent) {
    const auto answer = answer_to(taken_, dice_);
    if (!answer) return;
    auto after = sent + drawn(switches_.reply_after, dice_);
    Message message{.wamid = new_wamid(dice_), .at = taken_.at + after, .content = answer->content};
    if (answer->quotes) message.quoted = taken_.wamid;
    put(after, incoming(taken_.number, taken_.person, std::span(&message, 1)), true);
    if (!taken_.person.wa_id.empty() && dice_.share(switches_.rotate)) rotate(after);
  }

  // Told in both of Meta's ways, in either order.
  void rotate(milliseconds after) {
    const auto changed = people_.change(taken_.person);
    const auto at = taken_.at + after;
    const Message notice{.wamid = new_wamid(dice_), .at = at};
    const milliseconds first{dice_.between(1, 400)};
    const milliseconds second{dice_.between(1, 400)};
    put(after + first, user_id_change(taken_.number, taken_.person, changed.user_id, notice));
    put(after + second, user_id_update(taken_.number, taken_.person, changed.user_id, at));
  }

  void put(milliseconds after, std::string body, bool is_of_the_customer = false) {
    Webhook webhook{.after = after,
                    .chance = dice_.next(),
                    .body = std::move(body),
                    .is_of_the_customer = is_of_the_customer};
    webhooks_.insert(std::ranges::upper_bound(webhooks_, after, {}, &Webhook::after), std::move(webhook));
  }

  const Taken& taken_;
  const Switches& switches_;
  Dice dice_;
  People& people_;
  milliseconds after_{0};
  std::string conversation_;
  bool has_failed_ = false;
  std::vector<Webhook> webhooks_;
};

}  // namespace

int drawn(const ErrorShares& errors, Dice& dice) {
  if (errors.empty()) return 0;
  double at = static_cast<double>(dice.next() >> 11) * 0x1p-53;
  for (const auto& [code, share] : errors) {
    if (at < share) return code;
    at -= share;
  }
  return 0;
}

std::vector<Webhook> fate_of(const Taken& taken, const Switches& switches, Dice dice, People& people) {
  return Fate(taken, switches, dice, people).tell();
}

}  // namespace parley::simulator
