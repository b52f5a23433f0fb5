// How the writer shares the store with others, seen from outside.

#include "base/problem.h"
#include "base/secrets.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace parley::sqlite {
namespace {

class WriterTest : public testing::Test {
 protected:
  ~WriterTest() override {
    other_.reset();
    store_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(bool polite) {
    EngineOptions options;
    options.polite = polite;
    open(std::move(options));
  }
  void open(EngineOptions options) {
    options.store = "sqlite:" + folder_ + "/parley.db";
    engine_ = open_engine(std::move(options));
    store_ = engine_->open(context_);
    other_.emplace(folder_ + "/parley.db", Access::write);
  }
  [[nodiscard]] double metric(const std::string& name) const {
    const auto text = engine_->metrics();
    const auto at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::strtod(text.c_str() + at + name.size() + 2, nullptr);
  }

  void write(std::size_t bytes = 256) {
    ++left_;
    asio::co_spawn(context_, store_->write(nothing_, bytes), [this](const std::exception_ptr& error) {
      EXPECT_FALSE(error);
      --left_;
    });
  }
  // Whether one more is turned away, at once.
  bool is_refused(std::size_t bytes = 256) {
    std::optional<std::exception_ptr> ended;
    asio::co_spawn(context_, store_->write(nothing_, bytes),
                   [&](std::exception_ptr error) { ended = error; });
    context_.restart();
    while (context_.poll_one() > 0) {
    }
    if (!ended || !*ended) return false;
    try {
      std::rethrow_exception(*ended);
    } catch (const Problem& problem) {
      return problem.kind() == Problem::Kind::unavailable;
    }
  }
  // While somebody else holds the lock. The first one is taken before the others come, so that it is alone in its
  // transaction; the others wait.
  void write_many(int count) {
    write();
    while (metric("parley_store_waiting_jobs") > 0 || metric("parley_store_oldest_waiting_seconds") == 0) {
      context_.poll_one();
    }
    for (int i = 1; i < count; ++i) write();
    while (metric("parley_store_waiting_jobs") < count - 1) context_.poll_one();
  }
  void finish() {
    const auto guard = asio::make_work_guard(context_);
    context_.restart();
    while (left_ > 0) context_.run_one();
  }

  // The transactions that it took to write so many, which all waited for a lock that somebody else held.
  double transactions_of(int count) {
    other_->execute("BEGIN IMMEDIATE");
    write_many(count);
    other_->execute("COMMIT");
    finish();
    return metric("parley_store_batches_total");
  }

  std::string folder_ = [] {
    auto path = testing::TempDir() + "parley_writer_" + random_symbols(8);
    std::filesystem::create_directories(path);
    return path;
  }();
  const std::function<void(Transaction&)> work_ = [](Transaction&) {};
  FunctionRef<void(Transaction&)> nothing_ = work_;
  asio::io_context context_{1};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  std::optional<Connection> other_;
  int left_ = 0;
};

TEST_F(WriterTest, AServerTakesAllThatWaits) {
  open(false);
  EXPECT_EQ(transactions_of(257), 1 + 1);
}

TEST_F(WriterTest, ACommandTakesNoMoreThan64) {
  open(true);
  EXPECT_EQ(transactions_of(257), 1 + 4);
}

TEST_F(WriterTest, TellsForHowLongTheOldestWaits) {
  open(false);
  EXPECT_EQ(metric("parley_store_oldest_waiting_seconds"), 0);
  other_->execute("BEGIN IMMEDIATE");
  write_many(3);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_GE(metric("parley_store_oldest_waiting_seconds"), 0.02);
  other_->execute("COMMIT");
  finish();
  for (int i = 0; i < 1000 && metric("parley_store_oldest_waiting_seconds") > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(metric("parley_store_oldest_waiting_seconds"), 0);
}

TEST_F(WriterTest, TurnsAwayWhatIsBeyondItsLimits) {
  EngineOptions options;
  options.waiting_writes = 3;
  options.waiting_bytes = 1'000;
  open(std::move(options));
  other_->execute("BEGIN IMMEDIATE");
  write_many(1 + 2);
  EXPECT_TRUE(is_refused(800)) << "too many bytes";
  write();
  EXPECT_TRUE(is_refused(1)) << "too many of them";
  other_->execute("COMMIT");
  finish();
  EXPECT_EQ(metric("parley_store_waiting_bytes"), 0);
  EXPECT_EQ(metric("parley_store_jobs_total"), 4);
  write(5'000);  // where none waits, one of any size is taken
  finish();
}

TEST_F(WriterTest, EndsWhatWaitsBeforeItIsFinishedAndTakesNothingMore) {
  open(false);
  other_->execute("BEGIN IMMEDIATE");
  write_many(20);
  std::thread finishing([this] { engine_->finish(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  other_->execute("COMMIT");
  finishing.join();
  finish();
  EXPECT_EQ(metric("parley_store_jobs_total"), 20);
  EXPECT_TRUE(is_refused());
}

}  // namespace
}  // namespace parley::sqlite
