#pragma once
// A process that sends, and a Meta that does what a test says.

#include "domain/draft.h"
#include "meta/graph_error.h"
#include "outbox/runner.h"
#include "store/conversations.h"
#include "store/postgres/testing.h"
#include "store/read_marks.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>

namespace parley::outbox {

using namespace std::chrono_literals;

inline constexpr asio::use_awaitable_t<Executor> until_done;

// A Meta that does what the test says, and remembers all that reached it.
class ScriptedMeta final : public Carrier {
 public:
  // What to answer to the draft with that text, at its so many-th try.
  using Script = std::function<Attempt(const std::string& text, int tries)>;

  explicit ScriptedMeta(asio::io_context& context) : context_(context) {}

  Task<Attempt> send(Sender, Draft draft, std::string callback_data, Tried tried) override {
    const auto text = draft.object;
    told.push_back(tried);
    began.push_back(std::chrono::steady_clock::now());
    const int tries = ++tries_[text];
    order_[draft.to.phone].push_back(text);
    tags_[text] = callback_data;
    EXPECT_TRUE(busy_.insert(draft.to.phone).second) << "two to one person at once";
    most_at_once = std::max(most_at_once, busy_.size());
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               Executor>
        timer(context_.get_executor());
    timer.expires_after(takes);
    co_await timer.async_wait(until_done);
    busy_.erase(draft.to.phone);
    co_return script(text, tries);
  }

  Task<Attempt> mark_read(Sender, ReadMark mark) override {
    marks.push_back(mark.wamid + (mark.typing ? " typing" : ""));
    co_return mark_script(static_cast<int>(marks.size()));
  }

  [[nodiscard]] int tries(const std::string& text) const {
    const auto at = tries_.find(text);
    return at == tries_.end() ? 0 : at->second;
  }
  [[nodiscard]] const std::vector<std::string>& to(const std::string& phone) { return order_[phone]; }
  [[nodiscard]] const std::string& callback_data(const std::string& text) { return tags_[text]; }
  [[nodiscard]] const std::map<std::string, int>& all() const { return tries_; }

  static Attempt took(const std::string& text) {
    Attempt attempt{.outcome = AttemptOutcome::accepted};
    attempt.wamid = "wamid." + text;
    return attempt;
  }
  static Attempt passing(std::chrono::milliseconds wait, AttemptReach reach = AttemptReach::draft) {
    Attempt attempt{.outcome = AttemptOutcome::passing};
    attempt.error = {.status = 500, .code = 131000, .title = "Something went wrong"};
    attempt.wait = attempt.hold = wait;
    attempt.reach = reach;
    return attempt;
  }

  Script script = [](const std::string& text, int) { return took(text); };
  std::function<Attempt(int tries)> mark_script = [](int) {
    return Attempt{.outcome = AttemptOutcome::accepted};
  };
  std::vector<std::string> marks;  // that reached it
  std::vector<Tried> told;         // before each send
  std::vector<std::chrono::steady_clock::time_point> began;
  std::chrono::milliseconds takes{2};
  std::size_t most_at_once = 0;

 private:
  asio::io_context& context_;
  std::map<std::string, int> tries_;
  std::map<std::string, std::vector<std::string>> order_;
  std::map<std::string, std::string> tags_;
  std::set<std::string> busy_;
};

// A process with a store, a Meta and a runner.
class Process {
 public:
  explicit Process(const std::string& store, Options options = quick()) {
    engine_ = open_engine({.store = store});
    engine_->on_commit([this](OrganizationId organization, Sequence) {
      if (auto* runner = rings_.load()) runner->ring(organization);
    });
    store_ = engine_->open(io_);
    meta = std::make_unique<ScriptedMeta>(io_);
    runner_ = std::make_unique<Runner>(io_, *store_, *meta, std::move(options));
    rings_ = runner_.get();
  }
  ~Process() {
    io_.stop();
    engine_->finish();
    // What is under way is dropped where it stands, as by a crash.
    runner_.reset();
    store_.reset();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  static Options quick() { return {.calls = 16, .pace = per_second(1'000'000), .look_every = 20ms}; }

  void start() {
    asio::co_spawn(io_, runner_->run(), [this](const std::exception_ptr& error) {
      EXPECT_FALSE(error);
      has_ended = true;
    });
  }
  template <class T>
  T wait(Task<T> task) {
    return conformance::wait_on(io_, asio::co_spawn(io_, std::move(task), asio::use_future));
  }
  bool until(const std::function<bool()>& is, std::chrono::milliseconds limit = 20s) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    io_.restart();
    while (!is() && std::chrono::steady_clock::now() < deadline) io_.run_one_for(10ms);
    return is();
  }
  void run_for(std::chrono::milliseconds time) {
    io_.restart();
    io_.run_for(time);
  }

  Enqueued enqueue(const Sender& sender, const std::string& to, const std::string& text) {
    Enqueued sent;
    const auto work = [&](Transaction& in) {
      Draft draft{.type = "text", .object = text};
      draft.content.type = "text";
      draft.content.text = text;
      draft.to.phone = to;
      sent = parley::enqueue(in, sender, draft);
    };
    wait(store_->write(work));
    return sent;
  }
  Sending sending(const Sender& sender) {
    std::vector<Sending> all;
    const auto read = [&](const Reader& from) { all = parley::sending(from, sender.organization, false); };
    wait(store_->read(Weight::light, read));
    return all.empty() ? Sending{} : all.at(0);
  }
  MessageStatus status(const Sender& sender, MessageKey key) {
    auto status = MessageStatus::pending;
    const auto take = [&](const MessageRow& row, const FoundMessage&) { status = row.status; };
    const auto read = [&](const Reader& from) { message(from, sender.organization, key, take); };
    wait(store_->read(Weight::light, read));
    return status;
  }
  bool is_done(const Sender& sender) {
    const auto now = sending(sender);
    return now.waiting == 0;
  }
  Store& store() { return *store_; }
  Runner& runner() { return *runner_; }

  bool has_ended = false;
  std::unique_ptr<ScriptedMeta> meta;

 private:
  asio::io_context io_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Runner> runner_;
  std::atomic<Runner*> rings_{nullptr};
};

class OutboxRunner : public testing::Test {
 protected:
  void SetUp() override {
    Process first(place_.store);
    const auto organization = first.wait(first.store().add_organization("Acme")).id;
    sender_ = first.wait(first.store().add_sender(
        {.organization = organization, .phone_number_id = "1001", .phone = "15550001"}));
  }
  void TearDown() override { std::filesystem::remove_all(place_.folder); }

  conformance::Place place_ = postgres::chosen_place();
  Sender sender_;
};

inline std::string phone(int person) { return "91900000" + std::to_string(1000 + person); }

}  // namespace parley::outbox
