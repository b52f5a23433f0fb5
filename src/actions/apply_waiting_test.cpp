#include "actions/apply_waiting.h"

#include "actions/receive.h"
#include "base/problem.h"
#include "base/secrets.h"
#include "meta/parse.h"
#include "store/sqlite/connection.h"
#include "store/waiting.h"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

namespace parley::actions {
namespace {

const Timestamp noon = from_millis(1'780'000'000'000);

// A change of that account, for the number of that id.
std::string change(const std::string& number, const std::string& members, const std::string& waba = "77") {
  return fmt::format(
      R"({{"id":"{}","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"{}"}},{}}}}}]}})",
      waba, number, members);
}
std::string text_for(const std::string& number, int i, const std::string& words = "hi") {
  return change(
      number,
      fmt::format(
          R"("messages":[{{"from":"4477{:05}","id":"wamid.{}.{}","timestamp":"1779000000","type":"text",)"
          R"("text":{{"body":"{}"}}}}])",
          i % 100, number, i, words));
}
std::string body_of(const std::string& entries) { return R"({"entry":[)" + entries + "]}"; }

Task<bool> written(Store& store, FunctionRef<void(Transaction&)> work) {
  co_await store.write(work);
  co_return true;
}

class ApplyWaiting : public testing::Test {
 protected:
  ApplyWaiting() { open(20'000); }
  ~ApplyWaiting() override {
    store_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(std::size_t waiting_writes) {
    store_.reset();
    engine_.reset();
    engine_ = open_engine({.store = "sqlite:" + file_, .waiting_writes = waiting_writes});
    store_ = engine_->open(context_);
  }
  template <class T>
  T wait(Task<T> task) {
    std::optional<T> result;
    std::exception_ptr failure;
    asio::co_spawn(context_, std::move(task), [&](std::exception_ptr error, T value) {
      failure = error;
      if (!error) result = std::move(value);
    });
    const auto guard = asio::make_work_guard(context_);
    context_.restart();
    while (!result && !failure) context_.run_one();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
  }

  Outcome receive(std::string body) {
    Delivery delivery{.body = std::move(body), .received_at = noon, .source = "test"};
    delivery.facts = meta::parse_webhook(delivery.body, noon);
    return wait(actions::receive(*store_, std::move(delivery)));
  }
  void receive_many(int count, const std::string& number, const std::string& words = "hi") {
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(receive(body_of(text_for(number, i, words))), Outcome::unrouted);
  }
  void add_sender(const std::string& number, const std::string& phone = "15550001") {
    if (organization_.value == 0) organization_ = wait(store_->add_organization("Acme")).id;
    NewSender sender{.organization = organization_, .phone_number_id = number, .phone = phone, .waba = "77"};
    wait(store_->add_sender(std::move(sender)));
  }
  AppliedWaiting apply() { return wait(apply_waiting(*store_, meta::parse_webhook)); }

  [[nodiscard]] OrganizationStats stats() {
    OrganizationStats sum;
    for (const auto& one : wait(store_->stats())) {
      sum.messages += one.messages;
      sum.unrouted += one.unrouted;
    }
    return sum;
  }
  [[nodiscard]] double transactions() const {
    const std::string name = "\nparley_store_batches_total ";
    const auto text = engine_->metrics();
    return std::strtod(text.c_str() + text.find(name) + name.size(), nullptr);
  }
  void write(const std::string& sql) const { sqlite::Connection(file_, sqlite::Access::write).execute(sql); }

  std::string folder_ = [] {
    auto path = testing::TempDir() + "parley_waiting_" + random_symbols(8);
    std::filesystem::create_directories(path);
    return path;
  }();
  std::string file_ = folder_ + "/parley.db";
  asio::io_context context_{1};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  OrganizationId organization_;
};

TEST_F(ApplyWaiting, AddingANumberAppliesNothingByItself) {
  receive_many(3, "1001");
  add_sender("1001");
  EXPECT_EQ(stats().unrouted, 3);
  EXPECT_EQ(stats().messages, 0);
}

TEST_F(ApplyWaiting, TakesNoMoreThan64BodiesInATransaction) {
  receive_many(150, "1001");
  add_sender("1001");
  const auto before = transactions();
  const auto done = apply();
  EXPECT_EQ(done.applied, 150);
  EXPECT_EQ(done.failed, 0);
  EXPECT_EQ(transactions() - before, 3);
  EXPECT_EQ(stats().messages, 150);
  EXPECT_EQ(stats().unrouted, 0);
}

TEST_F(ApplyWaiting, TakesNoMoreThanAMebibyteInATransaction) {
  receive_many(5, "1001", std::string(400 << 10, 'x'));
  receive_many(1, "1002", std::string(3 << 20, 'x'));
  add_sender("1001");
  add_sender("1002", "15550002");
  const auto before = transactions();
  EXPECT_EQ(apply().applied, 6);
  EXPECT_EQ(transactions() - before, 3 + 1);
}

TEST_F(ApplyWaiting, LeavesWhatWaitsForOthers) {
  receive_many(2, "1001");
  receive_many(3, "9999");
  ASSERT_EQ(receive(body_of(text_for("1001", 7) + "," + text_for("9999", 7))), Outcome::unrouted);
  add_sender("1001");
  EXPECT_EQ(apply().applied, 3);
  EXPECT_EQ(stats().messages, 3);
  EXPECT_EQ(stats().unrouted, 4);

  add_sender("9999", "15550009");
  EXPECT_EQ(apply().applied, 4);
  EXPECT_EQ(stats().messages, 3 + 4);
  EXPECT_EQ(stats().unrouted, 0);
}

TEST_F(ApplyWaiting, HasNothingToDoASecondTime) {
  receive_many(70, "1001");
  add_sender("1001");
  apply();
  const auto before = transactions();
  EXPECT_EQ(apply().applied, 0);
  EXPECT_EQ(transactions(), before);
}

TEST_F(ApplyWaiting, DoesNotApplyWhatAnotherProcessHas) {
  receive_many(1, "1001");
  add_sender("1001");
  const DeliveryId id{1};
  const auto body = wait(store_->delivery_body(id));
  ASSERT_TRUE(body);
  const auto facts = meta::parse_webhook(*body, noon);
  bool first = false, second = true;
  const auto work = [&](Transaction& in) {
    first = parley::apply_waiting(in, id, *body, facts);
    second = parley::apply_waiting(in, id, *body, facts);
  };
  wait(written(*store_, work));
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
  EXPECT_EQ(stats().messages, 1);
}

TEST_F(ApplyWaiting, OneThatCannotBeAppliedHoldsUpNoOther) {
  receive_many(100, "1001");
  add_sender("1001");
  write("UPDATE delivery SET body = x'00' WHERE id = 30");
  const auto done = apply();
  EXPECT_EQ(done.applied, 99);
  EXPECT_EQ(done.failed, 1);
  EXPECT_EQ(done.why, "a kept body is damaged");
  EXPECT_EQ(stats().messages, 99);
  EXPECT_EQ(stats().unrouted, 1);
}

TEST_F(ApplyWaiting, EndsWhereTheStoreIsBehind) {
  receive_many(3, "1001");
  add_sender("1001");
  open(0);
  EXPECT_THROW(apply(), Problem);
  open(20'000);
  EXPECT_EQ(apply().applied, 3);
}

// What concerns the account belongs to its first number, whichever number it names.
TEST_F(ApplyWaiting, ANoticeWaitsForItsAccountToo) {
  ASSERT_EQ(receive(body_of(change("555", R"("errors":[{"code":1}])"))), Outcome::unrouted);
  ASSERT_EQ(
      receive(R"({"entry":[{"id":"77","changes":[{"field":"account_update","value":{"event":"X"}}]}]})"),
      Outcome::unrouted);
  add_sender("1001");
  EXPECT_EQ(apply().applied, 2);
  EXPECT_EQ(stats().unrouted, 0);
}

// An account alone does not say which of its numbers a message is for.
TEST_F(ApplyWaiting, AMessageThatNamesNoNumberWaitsForNobody) {
  ASSERT_EQ(receive(body_of(change("", R"("messages":[{"from":"447700001","id":"w","timestamp":"1779000000",)"
                                       R"("type":"text","text":{"body":"x"}}])"))),
            Outcome::unrouted);
  add_sender("1001");
  const auto before = transactions();
  EXPECT_EQ(apply().applied, 0);
  EXPECT_EQ(transactions(), before);
  EXPECT_EQ(stats().unrouted, 1);
}

}  // namespace
}  // namespace parley::actions
