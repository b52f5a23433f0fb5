// fill STORE MESSAGES CONVERSATIONS LARGEST SEED: makes a store of that size by the store's own write path. Conversation
// after conversation, in deliveries of hundreds of facts: one commit a message would take hours, and what a webhook
// costs is measured elsewhere. STORE: as `parley --store` takes it. Prints one JSON object.

#include "made.h"
#include "store/store.h"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace parley::bench {
namespace {

constexpr std::size_t facts_each = 400;
constexpr int under_way = 16;
constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t newest = 1'767'225'600'000;  // 2026-01-01

struct Plan {
  std::string store;
  std::uint64_t messages, conversations, largest, seed;
};

// ── What is said ─────────────────────────────────────────────────────────────────────────────────────────────

Content media(std::string type, std::string mime_type, std::string caption, Dice& dice) {
  Content content{.type = std::move(type), .caption = std::move(caption)};
  content.media = Media{.id = std::to_string(1'000'000'000'000'000 + dice.below(1'000'000'000'000'000)),
                        .mime_type = std::move(mime_type),
                        .sha256 = std::string(43, 'A') + "="};
  return content;
}

Content content_of(Dice& dice) {
  const auto kind = dice.below(100);
  if (kind < 80) return {.type = "text", .text = words(dice)};
  if (kind < 88) return media("image", "image/jpeg", dice.chance(40) ? words(dice) : "", dice);
  if (kind < 91) return media("audio", "audio/ogg; codecs=opus", "", dice);
  if (kind < 94) return media("document", "application/pdf", "", dice);
  if (kind < 96) return media("video", "video/mp4", "", dice);
  if (kind < 97) {
    return {
        .type = "location",
        .text = "Praça da Sé, São Paulo",
        .object = R"({"latitude":-23.5503,"longitude":-46.6339,"name":"Praça da Sé","address":"São Paulo"})"};
  }
  return {.type = "interactive",
          .text = "Yes, please",
          .object = R"({"type":"button_reply","button_reply":{"id":"yes","title":"Yes, please"}})"};
}

MessageStatus status_of(Dice& dice) {
  using enum MessageStatus;
  const auto chance = dice.below(100);
  return chance < 70 ? read : chance < 90 ? delivered : chance < 97 ? sent : failed;
}

// One person's messages, oldest first.
class Talk {
 public:
  Talk(const Plan& plan, std::uint64_t person, std::uint32_t size)
      : dice_(plan.seed, person), person_(person), phone_(phone_of(person)), left_(size) {
    const auto span = std::min<std::int64_t>(
        600 * day, std::int64_t{size} * (120'000 + static_cast<std::int64_t>(dice_.below(3 * day / 10))));
    step_ = span / size;
    const double age = dice_.share();
    at_ = newest - static_cast<std::int64_t>(age * age * 200 * day) - span;
  }

  [[nodiscard]] bool ended() const { return left_ == 0; }

  Fact next() {
    MessageFact message;
    message.wamid = wamid_of(phone_, dice_);
    message.direction = dice_.chance(55) ? Direction::inbound : Direction::outbound;
    message.origin = message.direction == Direction::inbound ? Origin::live : Origin::echo;
    at_ += 1'000 + static_cast<std::int64_t>(dice_.below(static_cast<std::uint64_t>(2 * step_)));
    message.at = from_millis(at_ / 1'000 * 1'000);
    message.peer.phone = phone_;
    if (message.direction == Direction::inbound) message.profile.name = name_of_person(person_);
    if (message.direction == Direction::outbound) message.status = status_of(dice_);
    message.content = content_of(dice_);
    --left_;
    return {.scope = person_ % 500 == 499 ? 1U : 0U, .what = std::move(message)};
  }

 private:
  Dice dice_;
  std::uint64_t person_;
  std::string phone_;
  std::uint32_t left_;
  std::int64_t step_ = 0, at_ = 0;
};

// All deliveries, one after the other. People come in an order that has nothing to do with their sizes.
class Source {
 public:
  explicit Source(const Plan& plan)
      : plan_(plan), sizes_(sizes_of(plan.messages, plan.conversations, plan.largest)) {}

  std::optional<Delivery> next() {
    Facts facts{.scopes = {{std::string(waba), std::string(main_number), std::string(main_phone)},
                           {std::string(waba), std::string(other_number), std::string(other_phone)}}};
    while (facts.facts.size() < facts_each && advance()) facts.facts.push_back(talk_->next());
    if (facts.facts.empty()) return std::nullopt;
    made_ += facts.facts.size();
    Delivery delivery{.body = fmt::format(R"({{"object":"bench","number":{}}})", ++deliveries_),
                      .received_at = from_millis(newest),
                      .source = "ingest"};
    delivery.facts = std::move(facts);
    return delivery;
  }
  [[nodiscard]] std::uint64_t made() const { return made_; }

 private:
  bool advance() {
    if (talk_ && !talk_->ended()) return true;
    if (at_ == sizes_.size()) return false;
    const auto person = at_++ * 7'919 % sizes_.size();
    talk_.emplace(plan_, person, sizes_[person]);
    return true;
  }

  const Plan& plan_;
  std::vector<std::uint32_t> sizes_;
  std::size_t at_ = 0;
  std::optional<Talk> talk_;
  std::uint64_t made_ = 0, deliveries_ = 0;
};

// ── Writing it ───────────────────────────────────────────────────────────────────────────────────────────────

Task<> set_up(Store& store) {
  const auto organization = co_await store.add_organization("Bench");
  NewSender sender{.organization = organization.id,
                   .phone_number_id = std::string(main_number),
                   .phone = std::string(main_phone),
                   .waba = std::string(waba),
                   .name = "Main"};
  const auto main_sender = co_await store.add_sender(sender);
  sender.phone_number_id = other_number;
  sender.phone = other_phone;
  sender.name = "Other";
  co_await store.add_sender(sender);
  NewToken token{.organization = organization.id,
                 .api = Api::whats91,
                 .secret = std::string(token_text),
                 .sender = main_sender.id,
                 .name = "bench"};
  co_await store.add_token(std::move(token));
}

using Steady = std::chrono::steady_clock;
double since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

// A line a second.
class Progress {
 public:
  void show(const Plan& plan, std::uint64_t made) {
    const auto seconds = since(start_);
    if (seconds < shown_ + 1) return;
    shown_ = seconds;
    fmt::print(stderr, "\r{:>9} of {} messages, {:.0f}/s ", made, plan.messages,
               static_cast<double>(made) / seconds);
    std::fflush(stderr);
  }

 private:
  Steady::time_point start_ = Steady::now();
  double shown_ = 0;
};

Task<> pour(const Plan& plan, Source& source, Store& store, Progress& progress) {
  while (auto delivery = source.next()) {
    auto one = std::move(*delivery);
    const auto recorded = co_await store.record(std::move(one));
    if (recorded.parked != 0 || recorded.unrouted != 0)
      throw std::runtime_error("a delivery was not applied");
    progress.show(plan, source.made());
  }
}

void spawn(asio::io_context& context, Task<> task) {
  asio::co_spawn(context, std::move(task), [](const std::exception_ptr& why) {
    if (why) std::rethrow_exception(why);
  });
}

// 0: what a server keeps is asked there.
std::uintmax_t size_of(const Plan& plan) {
  constexpr std::string_view file = "sqlite:";
  return plan.store.starts_with(file) ? std::filesystem::file_size(plan.store.substr(file.size())) : 0;
}

// Opens the store, runs the tasks that `begin` spawns to their end, and closes it.
template <class Begin>
void with_store(const Plan& plan, Begin begin) {
  const auto engine = open_engine({.store = plan.store});
  asio::io_context context{1};
  const auto store = engine->open(context);
  begin(context, *store);
  context.run();
}

void fill(const Plan& plan) {
  with_store(plan, [](asio::io_context& context, Store& store) { spawn(context, set_up(store)); });
  const auto start = Steady::now();
  Source source(plan);
  Progress progress;
  with_store(plan, [&](asio::io_context& context, Store& store) {
    for (int i = 0; i < under_way; ++i) spawn(context, pour(plan, source, store, progress));
  });
  const auto seconds = since(start);
  fmt::print(stderr, "\n");
  fmt::print(R"({{"messages":{},"conversations":{},"seconds":{:.1f},"messages_per_second":{:.0f},"bytes":{},)"
             R"("bytes_per_message":{:.1f}}})"
             "\n",
             source.made(), plan.conversations, seconds, static_cast<double>(source.made()) / seconds,
             size_of(plan), static_cast<double>(size_of(plan)) / static_cast<double>(source.made()));
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** arguments) {
  if (count != 6) {
    fmt::print(stderr, "usage: fill STORE MESSAGES CONVERSATIONS LARGEST SEED\n");
    return 2;
  }
  const auto number = [&](int at) { return std::strtoull(arguments[at], nullptr, 10); };
  try {
    parley::bench::fill({arguments[1], number(2), number(3), number(4), number(5)});
  } catch (const std::exception& error) {
    fmt::print(stderr, "fill: {}\n", error.what());
    return 1;
  }
}
