// What deliveries do beyond the lists: which of them open the 24-hour window, and what the event log tells.

#include "actions/receive.h"
#include "base/secrets.h"
#include "meta/parse.h"
#include "store/store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace parley::ingest {
namespace {

constexpr auto ana = "5511987654321";
constexpr std::int64_t noon = 1'780'000'000;

std::string time(int minute) { return std::to_string(noon + 60 * minute); }

// A delivery of one change: its value's members beside the metadata.
std::string change(const std::string& members, const std::string& field = "messages") {
  return R"({"entry":[{"id":"1022","changes":[{"field":")" + field +
         R"(","value":{"metadata":{"display_phone_number":"919999999999","phone_number_id":"106540352242922"},)" +
         members + "}}]}]}";
}
std::string item(const std::string& id, int minute, const std::string& content) {
  return R"({"from":")" + std::string(ana) + R"(","id":")" + id + R"(","timestamp":")" + time(minute) +
         R"(",)" + content + "}";
}
std::string message(const std::string& id, int minute,
                    const std::string& content = R"("type":"text","text":{"body":"hi"})") {
  return change(R"("messages":[)" + item(id, minute, content) + "]");
}
std::string call(const std::string& direction, int minute) {
  return change(R"("calls":[{"id":"wacid.1","from":")" + std::string(ana) +
                    R"(","to":"919999999999","event":"connect",)" + R"("direction":")" + direction +
                    R"(","timestamp":")" + time(minute) + "\"}]",
                "calls");
}
std::string echo(int minute) {
  return change(R"("message_echoes":[{"from":"919999999999","to":")" + std::string(ana) +
                    R"(","id":"wamid.e","timestamp":")" + time(minute) +
                    R"(","type":"text","text":{"body":"hi"}}])",
                "smb_message_echoes");
}
std::string import(int minute) {
  return change(R"("history":[{"threads":[{"id":")" + std::string(ana) + R"(","messages":[)" +
                    item("wamid.h", minute, R"("type":"text","text":{"body":"old"})") + "]}]}]",
                "history");
}

class Effects : public testing::Test {
 protected:
  Effects() {
    const auto organization_made = wait(store_->add_organization("Acme"));
    organization_ = organization_made.id;
    NewSender sender{
        .organization = organization_, .phone_number_id = "106540352242922", .phone = "919999999999"};
    sender_ = wait(store_->add_sender(std::move(sender)));
    const auto made = events();
    if (!made.empty()) seen_ = made.back().sequence;
  }
  ~Effects() override {
    store_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  template <class T>
  T wait(Task<T> task) {
    std::optional<T> result;
    asio::co_spawn(context_, std::move(task), [&](const std::exception_ptr& error, T value) {
      if (error) std::rethrow_exception(error);
      result = std::move(value);
    });
    while (!result) context_.run_one();
    return std::move(*result);
  }

  Task<actions::Outcome> receive(std::string body) {
    const auto now = from_millis((noon + 100'000) * 1000);
    auto facts = meta::parse_webhook(body, now);
    Delivery delivery{
        .body = std::move(body), .received_at = now, .source = "webhook", .facts = std::move(facts)};
    co_return co_await actions::receive(*store_, std::move(delivery));
  }
  void tell(const std::string& body) { EXPECT_EQ(wait(receive(body)), actions::Outcome::applied) << body; }

  // The minute of the person's last act; nothing where there was none.
  std::optional<std::int64_t> last_act() {
    std::optional<std::int64_t> minute;
    ConversationQuery query;
    query.filter.organization = organization_;
    query.filter.sender = sender_.id;
    const auto take = [&](const ConversationRow& row) {
      if (row.last_inbound_at) minute = (to_millis(*row.last_inbound_at) / 1000 - noon) / 60;
    };
    wait(store_->conversations(std::move(query), take));
    return minute;
  }

  std::vector<Event> events() { return wait(store_->events_after(organization_, seen_, 10'000)); }
  std::int64_t count(EventKind kind) {
    const auto all = events();
    return std::ranges::count(all, kind, &Event::kind);
  }
  void expect_no_gaps() {
    auto next = seen_.value;
    for (const auto& event : events()) EXPECT_EQ(event.sequence.value, ++next);
  }

  std::string folder_ = [] {
    auto path = testing::TempDir() + "parley_effects_" + random_symbols(8);
    std::filesystem::create_directories(path);
    return path;
  }();
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> stays_ = asio::make_work_guard(context_);
  std::unique_ptr<Engine> engine_ = open_engine({.store = "sqlite:" + folder_ + "/parley.db"});
  std::unique_ptr<Store> store_ = engine_->open(context_);
  OrganizationId organization_;
  Sender sender_;
  Sequence seen_;
};

TEST_F(Effects, TheWindowCountsFromTheLatestActOfThePerson) {
  tell(echo(1));
  tell(import(2));
  EXPECT_EQ(last_act(), std::nullopt) << "neither an echo nor an import opens it";
  tell(message("wamid.1", 10));
  EXPECT_EQ(last_act(), 10);
  tell(message("wamid.0", 5));
  EXPECT_EQ(last_act(), 10) << "one that comes late does not shorten it";
}

TEST_F(Effects, OnlyThePersonsOwnActsOpenTheWindow) {
  tell(message("wamid.1", 10));
  const std::string to_ana = R"("recipient_id":")" + std::string(ana) + '"';
  const std::pair<const char*, std::string> others[] = {
      {"an echo", echo(20)},
      {"an import", import(20)},
      {"a status", change(R"("statuses":[{"id":"wamid.e","status":"read","timestamp":")" + time(20) + "\"," +
                          to_ana + "}]")},
      {"a system message",
       message("wamid.s", 20, R"("type":"system","system":{"type":"customer_identity_changed","body":"x"})")},
      {"an edit",
       message(
           "wamid.d", 20,
           R"("type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"x"}}})")},
      {"a revocation",
       message("wamid.r", 20, R"("type":"revoke","revoke":{"original_message_id":"wamid.1"})")},
      {"our call", call("BUSINESS_INITIATED", 20)},
  };
  for (const auto& [name, body] : others) {
    tell(body);
    EXPECT_EQ(last_act(), 10) << name;
  }
}

TEST_F(Effects, EachActOfThePersonOpensTheWindow) {
  const std::pair<const char*, std::string> acts[] = {
      {"a text", message("wamid.1", 10)},
      {"a sticker", message("wamid.2", 20, R"("type":"sticker","sticker":{"id":"1"})")},
      {"what nobody can read", message("wamid.3", 30, R"("type":"unsupported","errors":[{"code":131051}])")},
      {"a type of next year", message("wamid.4", 40, R"("type":"hologram")")},
      {"a welcome", message("wamid.5", 50, R"("type":"request_welcome")")},
      {"a reaction",
       message("wamid.6", 60, R"("type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"})")},
      {"a tap", message("wamid.7", 70, R"("type":"button","button":{"text":"Stop"})")},
      {"a call", call("USER_INITIATED", 80)},
  };
  std::int64_t minute = 0;
  for (const auto& [name, body] : acts) {
    tell(body);
    EXPECT_EQ(last_act(), minute += 10) << name;
  }
}

TEST_F(Effects, AReactionBeforeTheFirstMessageCountsOnceThereIsAConversation) {
  tell(message("wamid.r", 30, R"("type":"reaction","reaction":{"message_id":"wamid.unknown","emoji":"x"})"));
  EXPECT_EQ(last_act(), std::nullopt);
  tell(echo(1));
  EXPECT_EQ(last_act(), 30);
}

TEST_F(Effects, WhatComes64TimesAtOnceIsToldOnce) {
  int left = 64;
  for (int i = 0; i < 64; ++i) {
    auto body = message("wamid.1", 1) + std::string(i % 8, ' ');  // the same, in eight spellings
    asio::co_spawn(context_, receive(std::move(body)),
                   [&](const std::exception_ptr& error, actions::Outcome) {
                     EXPECT_FALSE(error);
                     --left;
                   });
  }
  while (left > 0) context_.run_one();
  EXPECT_EQ(count(EventKind::message_created), 1);
  EXPECT_EQ(count(EventKind::conversation_created), 1);
  EXPECT_EQ(count(EventKind::message_changed), 0);
  expect_no_gaps();
}

TEST_F(Effects, TenMessagesOfOneNewPersonAtOnceAreTenEventsOfOneConversation) {
  int left = 10;
  for (int i = 0; i < 10; ++i) {
    auto body = message("wamid." + std::to_string(i), 1);
    asio::co_spawn(context_, receive(std::move(body)),
                   [&](const std::exception_ptr& error, actions::Outcome) {
                     EXPECT_FALSE(error);
                     --left;
                   });
  }
  while (left > 0) context_.run_one();
  EXPECT_EQ(count(EventKind::message_created), 10);
  EXPECT_EQ(count(EventKind::conversation_created), 1);
  const auto all = events();
  for (const auto& event : all) {
    const bool of_message = event.kind == EventKind::message_created;
    if (of_message) EXPECT_EQ(event.conversation, all.back().conversation);
  }
  expect_no_gaps();
}

TEST_F(Effects, AMessageOfThreeDaysAgoIsToldLast) {
  tell(message("wamid.now", 0));
  tell(message("wamid.late", -3 * 24 * 60));
  const auto all = events();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.back().kind, EventKind::message_created);
  EXPECT_EQ(count(EventKind::message_created), 2);
  expect_no_gaps();
}

TEST_F(Effects, ToldAgainInOtherBytesNothingIsNew) {
  const std::string bodies[] = {
      message("wamid.1", 1),
      message("wamid.2", 2, R"("type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"})"),
      message(
          "wamid.3", 3,
          R"("type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"y"}}})"),
      message("wamid.4", 4, R"("type":"revoke","revoke":{"original_message_id":"wamid.1"})"),
      echo(5),
      import(6),
      call("USER_INITIATED", 7),
      change(R"("statuses":[{"id":"wamid.e","status":"read","timestamp":")" + time(9) + "\"}]"),
      change(R"("x":1)", "account_update"),
  };
  for (const auto& body : bodies) tell(body);
  const auto told = events().size();
  for (const auto& body : bodies) {
    tell(body + "\n");
    EXPECT_EQ(events().size(), told) << body;
  }
}

}  // namespace
}  // namespace parley::ingest
