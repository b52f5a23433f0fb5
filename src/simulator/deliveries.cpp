#include "simulator/deliveries.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace parley::simulator {
namespace {

using std::chrono::milliseconds;

bool is_later(const Delivery& a, const Delivery& b) {
  return std::tie(a.due, a.order) > std::tie(b.due, b.order);
}

}  // namespace

void Deliveries::add(Webhook webhook, Timestamp now) {
  Dice dice(webhook.chance);
  ++counts_.made;
  auto due = now + webhook.after + milliseconds{dice.between(switches_.delay.least, switches_.delay.most)};
  if (switches_.reorder > 0) due += milliseconds{dice.between(0, switches_.reorder)};
  Delivery delivery{.due = due, .chance = webhook.chance, .since = due, .body = std::move(webhook.body)};
  if (dice.share(switches_.repeat)) {
    auto copy = delivery;
    copy.due += milliseconds{dice.between(1, std::max<std::int64_t>(switches_.reorder, 1'000))};
    copy.chance = dice.next();
    ++counts_.repeated;
    put(std::move(copy));
  }
  put(std::move(delivery));
}

void Deliveries::put(Delivery delivery) {
  delivery.order = ++order_;
  waiting_.push_back(std::move(delivery));
  std::ranges::push_heap(waiting_, is_later);
}

std::optional<Delivery> Deliveries::next(Timestamp now) {
  while (!waiting_.empty() && waiting_.front().due <= now) {
    std::ranges::pop_heap(waiting_, is_later);
    auto delivery = std::move(waiting_.back());
    waiting_.pop_back();
    Dice dice(mixed(delivery.chance, static_cast<std::uint64_t>(delivery.tries) + 1));
    if (!dice.share(switches_.drop)) return delivery;
    ++counts_.dropped;
    put_off(std::move(delivery), now);
  }
  return std::nullopt;
}

void Deliveries::failed(Delivery delivery, Timestamp now) {
  ++counts_.failed;
  put_off(std::move(delivery), now);
}

// At once first, then ever more rarely.
void Deliveries::put_off(Delivery delivery, Timestamp now) {
  if (!switches_.retry || now - delivery.since > kept_for) {
    ++counts_.given_up;
    return;
  }
  const auto& [least, most_wait] = switches_.retry_after;
  auto wait = ++delivery.tries == 1 ? 0 : least;
  for (int i = 2; i < delivery.tries && wait < most_wait; ++i) wait *= 2;
  delivery.due = now + milliseconds{std::min(wait, most_wait)};
  put(std::move(delivery));
}

std::optional<Timestamp> Deliveries::due() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.front().due;
}

}  // namespace parley::simulator
