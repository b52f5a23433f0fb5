// How the writer shares the store with others, seen from outside.

#include "base/secrets.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

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
    engine_ = open_engine({.store = "sqlite:" + folder_ + "/parley.db", .polite = polite});
    store_ = engine_->open(context_);
    other_.emplace(folder_ + "/parley.db", Access::write);
  }
  [[nodiscard]] double metric(const std::string& name) const {
    const auto text = engine_->metrics();
    const auto at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::strtod(text.c_str() + at + name.size() + 2, nullptr);
  }

  void write() {
    ++left_;
    asio::co_spawn(context_, store_->write(nothing_), [this](const std::exception_ptr& error) {
      EXPECT_FALSE(error);
      --left_;
    });
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

}  // namespace
}  // namespace parley::sqlite
