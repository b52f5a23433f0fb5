#pragma once
// An engine under test, with an organization, two numbers and a clock that stands still unless it is moved. What every engine must do is
// written once, over this.

#include "store/store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace parley::conformance {

// Where an engine keeps its things for one test, and the store's address there.
struct Place {
  std::filesystem::path folder;  // empty: none
  std::string store;
  std::shared_ptr<void> held = nullptr;  // what goes with the last copy
};
using MakePlace = std::function<Place()>;

inline Place sqlite_place() {
  auto name = (std::filesystem::temp_directory_path() / "parley-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test's store");
  return {.folder = name, .store = "sqlite:" + name + "/store.db"};
}

// Runs the context until that is there.
template <class T>
T wait_on(asio::io_context& context, std::future<T> future) {
  context.restart();
  while (future.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
    context.run_one_for(std::chrono::seconds{5});
  return future.get();
}

class Bench {
 public:
  explicit Bench(const MakePlace& make, Engine::Bell bell = {}) : place_(make()), bell_(std::move(bell)) {
    open();
    organization = wait(store_->add_organization("Acme")).id;
    ours = wait(store_->add_sender(
        {.organization = organization, .phone_number_id = "1001", .phone = "15550001", .waba = "77"}));
    second = wait(
        store_->add_sender({.organization = organization, .phone_number_id = "1002", .phone = "15550002"}));
  }
  ~Bench() {
    close();
    std::filesystem::remove_all(place_.folder);
  }

  void open() {
    EngineOptions options;
    options.store = place_.store;
    options.clock = [this] { return from_millis(now_); };
    engine_ = open_engine(std::move(options));
    if (bell_) engine_->on_commit(bell_);
    store_ = engine_->open(io_);
  }
  void close() {
    store_.reset();
    engine_.reset();
    io_.restart();
    io_.poll();
  }

  // What is started before anything is waited for begins in that order.
  template <class T>
  std::future<T> start(Task<T> task) {
    return asio::co_spawn(io_, std::move(task), asio::use_future);
  }
  template <class T>
  T wait(std::future<T> future) {
    return wait_on(io_, std::move(future));
  }
  template <class T>
  T wait(Task<T> task) {
    return wait(start(std::move(task)));
  }

  [[nodiscard]] Timestamp now() const { return from_millis(now_); }
  void pass(std::chrono::milliseconds time) { now_ += time.count(); }

  [[nodiscard]] const std::string& address() const { return place_.store; }
  Store& store() { return *store_; }
  Engine& engine() { return *engine_; }

  // One delivery of facts about one number.
  Delivery delivery(std::vector<What> facts, const std::string& phone_number_id) {
    Delivery delivery{
        .body = "body " + std::to_string(++bodies_), .received_at = from_millis(0), .source = "test"};
    Facts told;
    told.scopes.push_back({.waba = "77", .phone_number_id = phone_number_id, .display_phone = ""});
    for (auto& what : facts) told.facts.push_back({.scope = 0, .raw = {}, .what = std::move(what)});
    delivery.facts = std::move(told);
    return delivery;
  }
  Recorded record(std::vector<What> facts, const std::string& phone_number_id = "1001") {
    return wait(store_->record(delivery(std::move(facts), phone_number_id)));
  }

  OrganizationId organization;
  Sender ours, second;

 private:
  Place place_;
  Engine::Bell bell_;
  asio::io_context io_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  int bodies_ = 0;
  std::atomic<std::int64_t> now_{1'800'000'000'000};
};

struct StoreConformance : testing::TestWithParam<MakePlace> {
  Bench bench{GetParam()};
};

inline Timestamp second_of(int seconds) {
  return from_millis(1'700'000'000'000 + std::int64_t{seconds} * 1000);
}

inline MessageFact text_from(const std::string& phone, const std::string& wamid, int seconds,
                             const std::string& text = "hi") {
  MessageFact fact{.wamid = wamid, .at = second_of(seconds)};
  fact.peer.phone = phone;
  fact.content.type = "text";
  fact.content.text = text;
  return fact;
}

inline StatusFact status_of(const std::string& wamid, MessageStatus status, int seconds) {
  StatusFact fact{.wamid = wamid, .word = "", .status = status, .at = second_of(seconds)};
  constexpr const char* words[] = {"pending", "sent", "delivered", "read", "played", "failed"};
  fact.word = words[static_cast<int>(status)];
  if (status == MessageStatus::failed) fact.errors = R"([{"code":131026}])";
  return fact;
}

// What a reader can see of each conversation of a number of ours, by its public number, in the order of the list.
std::vector<std::pair<std::int64_t, std::string>> portraits(Bench& bench, const Sender& sender);
// Everything a reader can see of a store, as text: what two stores of one state agree on byte for byte.
std::string picture(Bench& bench);
std::vector<std::int64_t> numbers(Bench& bench, ConversationQuery query);

}  // namespace parley::conformance
