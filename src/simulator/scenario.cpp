#include "simulator/scenario.h"

#include "simulator/exchange.h"
#include "simulator/people.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace parley::simulator {
namespace {

constexpr Pace unhurried{.least = 20, .most = 600};
constexpr Pace lively{.least = 3, .most = 15};

Deed draw(std::vector<int>& deck, Dice& dice) {
  if (deck.empty()) deck = new_deck();
  auto& card = dice.one_of(std::span(deck));
  std::swap(card, deck.back());
  const auto deed = static_cast<Deed>(deck.back());
  deck.pop_back();
  return deed;
}

Timestamp whole_seconds(Timestamp time) { return std::chrono::floor<std::chrono::seconds>(time); }

}  // namespace

Scenario::Scenario(std::uint64_t seed, std::vector<Number> numbers, Timestamp start)
    : seed_(seed),
      dice_(mixed(seed,
                  static_cast<std::uint64_t>(to_millis(start)))),  // the people are the same, not their words
      faces_(seed),
      numbers_(std::move(numbers)),
      start_(whole_seconds(start)) {}

// Each country has its turn; every third customer writes to another of our numbers than the first.
Customer& Scenario::meet() {
  const auto index = customers_.size();
  const Country& country = countries()[index % countries().size()];
  const auto left = static_cast<std::size_t>(country.digits) - country.dial.size();
  Customer customer{.country = &country,
                    .number = numbers_[index % 3 == 2 ? (index / 3) % numbers_.size() : 0]};
  customer.person = person_of(seed_, std::string(country.dial) + faces_.digits(left));
  if (!faces_.percent(66)) customer.person.user_id.clear();
  return customers_.emplace_back(std::move(customer));
}

// Somebody new at times, somebody of late mostly.
Customer& Scenario::anybody() {
  const int chance = customers_.size() < 30 ? 50 : customers_.size() < most_customers ? 10 : 0;
  if (customers_.empty() || dice_.percent(chance)) return meet();
  const auto all = std::span(customers_);
  return dice_.percent(60) ? dice_.one_of(all.last(std::min<std::size_t>(all.size(), 12)))
                           : dice_.one_of(all);
}

std::vector<Step> Scenario::past(std::size_t customers) {
  std::vector<Step> steps;
  const auto add = [&](std::vector<Step> more) { std::ranges::move(more, std::back_inserter(steps)); };
  for (std::size_t i = 0; i < customers; ++i) {
    Customer& customer = meet();
    auto at = start_ - dice_.seconds(0, 9 * 24 * 3600) - std::chrono::hours{4};
    if (i % 15 == 4) add(Exchange(dice_, customer, at - std::chrono::days{40}, unhurried).remember(12));
    for (auto turns = dice_.between(1, 5); turns > 0 && at < start_; --turns) {
      add(Exchange(dice_, customer, at, unhurried).play(draw(deck_, dice_)));
      at += dice_.seconds(600, 2 * 24 * 3600);
    }
    if (i % 30 == 11 && at < start_) add(Exchange(dice_, customer, at, unhurried).play(Deed::change_number));
  }
  std::erase_if(steps, [&](const Step& step) { return step.at >= start_; });
  std::ranges::sort(steps, {}, [](const Step& step) { return std::tie(step.at, step.body); });
  return steps;
}

Step Scenario::next(Timestamp now) {
  if (due_.empty() || due_.begin()->first > now) {
    const auto deed = dice_.percent(1) ? Deed::change_number : draw(deck_, dice_);
    for (Step& step : Exchange(dice_, anybody(), whole_seconds(now), lively).play(deed)) {
      due_.emplace(step.at, std::move(step));
    }
  }
  const auto first = due_.begin();
  Step step = std::move(first->second);
  due_.erase(first);
  return step;
}

}  // namespace parley::simulator
