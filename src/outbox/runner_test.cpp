#include "outbox/runner_testing.h"

#include <random>
#include <thread>

namespace parley::outbox {
namespace {

using namespace std::chrono_literals;

TEST_F(OutboxRunner, SendsEachOnceAndInTurn) {
  Process process(place_.store);
  process.start();
  constexpr int count = 200, people = 20;
  std::map<std::string, std::vector<std::string>> expected;
  const auto work = [&](Transaction& in) {
    for (int i = 0; i < count; ++i) {
      Draft draft{.type = "text", .object = std::to_string(i)};
      draft.to.phone = phone(i * 7 % people);
      enqueue(in, sender_, draft);
      expected[draft.to.phone].push_back(draft.object);
    }
  };
  process.wait(process.store().write(work));
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  for (const auto& [to, texts] : expected) EXPECT_EQ(process.meta->to(to), texts) << to;
  EXPECT_LE(process.meta->most_at_once, 16U);
  EXPECT_GE(process.meta->most_at_once, 8U);
  EXPECT_EQ(process.sending(sender_).accepted, count);
  process.run_for(50ms);
  const auto metrics = process.runner().metrics();
  EXPECT_NE(metrics.find("parley_outbox_accepted_total 200"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("parley_outbox_waiting 0"), std::string::npos);
  EXPECT_NE(metrics.find("parley_outbox_calls 0"), std::string::npos);
}

TEST_F(OutboxRunner, TriesAgainWhatWasNotTaken) {
  Process process(place_.store);
  process.meta->script = [](const std::string& text, int tries) {
    return tries < 3 ? ScriptedMeta::passing(30ms) : ScriptedMeta::took(text);
  };
  process.start();
  const auto since = std::chrono::steady_clock::now();
  const auto sent = process.enqueue(sender_, phone(1), "hello");
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_GE(std::chrono::steady_clock::now() - since, 60ms);
  EXPECT_EQ(process.meta->tries("hello"), 3);
  EXPECT_EQ(process.status(sender_, sent.message), MessageStatus::sent);
}

TEST_F(OutboxRunner, GivesUpOnWhatIsPutOffForTooLong) {
  auto options = Process::quick();
  options.give_up = 1s;
  Process process(place_.store, options);
  process.meta->script = [](const std::string&, int) { return ScriptedMeta::passing(20ms); };
  process.start();
  const auto sent = process.enqueue(sender_, phone(1), "hello");
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.status(sender_, sent.message), MessageStatus::failed);
  EXPECT_GE(process.meta->tries("hello"), 2);
}

TEST_F(OutboxRunner, FailsWhatIsRefusedAndGoesOn) {
  Process process(place_.store);
  process.meta->script = [](const std::string& text, int) {
    if (text != "bad") return ScriptedMeta::took(text);
    Attempt attempt{.outcome = AttemptOutcome::refused};
    attempt.error = {.code = 131026, .title = "Undeliverable", .details = "not on WhatsApp"};
    return attempt;
  };
  process.start();
  const auto bad = process.enqueue(sender_, phone(1), "bad");
  const auto good = process.enqueue(sender_, phone(1), "good");
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.status(sender_, bad.message), MessageStatus::failed);
  EXPECT_EQ(process.status(sender_, good.message), MessageStatus::sent);
  EXPECT_EQ(process.meta->tries("bad"), 1);
}

TEST_F(OutboxRunner, NeverRepeatsWhatMayHaveBeenTaken) {
  Process process(place_.store);
  process.meta->script = [](const std::string& text, int) {
    if (text == "lost") return meta::no_answer("cut off");
    if (text == "thrown") throw std::runtime_error("broken");
    return ScriptedMeta::took(text);
  };
  process.start();
  const auto lost = process.enqueue(sender_, phone(1), "lost");
  process.enqueue(sender_, phone(2), "thrown");
  const auto next = process.enqueue(sender_, phone(1), "next");
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  process.run_for(200ms);
  EXPECT_EQ(process.meta->tries("lost"), 1);
  EXPECT_EQ(process.meta->tries("thrown"), 1);
  EXPECT_EQ(process.status(sender_, next.message), MessageStatus::sent);
  EXPECT_EQ(process.sending(sender_).unknown, 2);
  // Meta tells of one.
  auto told = conformance::status_of("wamid.lost", MessageStatus::delivered, 1);
  told.callback_data = process.meta->callback_data("lost");
  Facts facts;
  facts.scopes.push_back({.phone_number_id = "1001"});
  facts.facts.push_back({.what = told});
  Delivery delivery{.body = "body", .received_at = from_millis(0), .source = "test", .facts = facts};
  process.wait(process.store().record(delivery));
  EXPECT_EQ(process.status(sender_, lost.message), MessageStatus::delivered);
  EXPECT_EQ(process.sending(sender_).unknown, 1);
}

TEST_F(OutboxRunner, HoldsANumberWhoseTokenIsRefused) {
  auto options = Process::quick();
  options.token_pause = 150ms;
  Process process(place_.store, options);
  bool is_good = false;
  process.meta->script = [&](const std::string& text, int) {
    if (is_good) return ScriptedMeta::took(text);
    Attempt attempt{.outcome = AttemptOutcome::no_token};
    attempt.error = {.status = 401, .code = 190, .title = "Access token has expired"};
    return attempt;
  };
  process.start();
  process.enqueue(sender_, phone(0), "0");
  ASSERT_TRUE(process.until([&] { return process.sending(sender_).refused_since.has_value(); }));
  for (int i = 1; i < 10; ++i) process.enqueue(sender_, phone(i), std::to_string(i));
  process.run_for(400ms);
  int tries = 0;
  for (const auto& [text, times] : process.meta->all()) tries += times;
  EXPECT_LE(tries, 5) << "one of them now and then";
  EXPECT_EQ(process.sending(sender_).trouble, "Access token has expired");
  EXPECT_NE(process.runner().metrics().find("parley_outbox_tokens_refused 1"), std::string::npos);
  is_good = true;
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.sending(sender_).accepted, 10);
  EXPECT_FALSE(process.sending(sender_).refused_since);
}

TEST_F(OutboxRunner, TakesAnyWordOfMetasForAGoodToken) {
  auto options = Process::quick();
  options.token_pause = 50ms;
  Process process(place_.store, options);
  bool is_good = false;
  process.meta->script = [&](const std::string&, int) {
    Attempt attempt{.outcome = is_good ? AttemptOutcome::refused : AttemptOutcome::no_token};
    attempt.error = {.status = 400, .code = is_good ? 131047 : 190, .title = "no"};
    attempt.took_token = is_good;
    return attempt;
  };
  process.start();
  for (int i = 0; i < 5; ++i) process.enqueue(sender_, phone(i), std::to_string(i));
  ASSERT_TRUE(process.until([&] { return process.sending(sender_).refused_since.has_value(); }));
  is_good = true;
  // A lease lasts a minute: with one at a time this would take five.
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.sending(sender_).failed, 5);
  EXPECT_FALSE(process.sending(sender_).refused_since);
}

// Those that were not tried yet go before the one that was put off.
TEST_F(OutboxRunner, CountsHowOftenANumberWasToldToWait) {
  auto options = Process::quick();
  options.calls = 1;
  Process process(place_.store, options);
  process.meta->script = [&](const std::string& text, int) {
    const bool is_taken = process.meta->told.size() > 4;
    return is_taken ? ScriptedMeta::took(text) : ScriptedMeta::passing(20ms, AttemptReach::sender);
  };
  for (int i = 0; i < 6; ++i) process.enqueue(sender_, phone(i), std::to_string(i));
  process.start();
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  const auto& told = process.meta->told;
  const auto& began = process.meta->began;
  ASSERT_GE(told.size(), 6U);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(told[i].sender.count, i);
    EXPECT_EQ(told[i].draft.count, 0) << "another one's wait brings no message nearer to its end";
    EXPECT_GE(began[i + 1] - began[i], i < 4 ? 20ms : 0ms);
  }
  EXPECT_EQ(told[5].sender.count, 0);
}

TEST_F(OutboxRunner, CountsOnWhereTheSameTwoAreToldAgainAndAgain) {
  auto options = Process::quick();
  options.calls = 2;
  Process process(place_.store, options);
  process.meta->script = [&](const std::string& text, int tries) {
    return tries < 12 ? ScriptedMeta::passing(5ms, AttemptReach::sender) : ScriptedMeta::took(text);
  };
  for (const auto* text : {"a", "b"}) process.enqueue(sender_, phone(text[0]), text);
  process.start();
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  int most = 0;
  for (const auto& told : process.meta->told) most = std::max(most, told.sender.count);
  EXPECT_GE(most, 3);
}

// Alone, it is due whenever its number is: no other one is taken in between.
TEST_F(OutboxRunner, OneThatMetaStumblesOverHoldsItsNumberNoLongerEachTime) {
  auto options = Process::quick();
  options.calls = 1;
  Process process(place_.store, options);
  const auto bad = [](int) { return ScriptedMeta::passing(5ms, AttemptReach::sender); };
  process.meta->script = [&](const std::string& text, int tries) {
    return text == "bad" && tries < 6 ? bad(tries) : ScriptedMeta::took(text);
  };
  process.start();
  process.enqueue(sender_, phone(0), "bad");
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  const auto& told = process.meta->told;
  ASSERT_EQ(told.size(), 6U);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(told[i].draft.count, i);
    EXPECT_EQ(told[i].sender.count, 0) << "it told the number so before";
  }
}

TEST_F(OutboxRunner, GivesUpWhatATokenIsMissingForTooLong) {
  auto options = Process::quick();
  options.token_pause = 100ms;
  options.give_up = 2s;
  Process process(place_.store, options);
  bool is_good = false;
  process.meta->script = [&](const std::string& text, int) {
    if (is_good) return ScriptedMeta::took(text);
    Attempt attempt{.outcome = AttemptOutcome::no_token};
    attempt.error = {.status = 401, .code = 104, .title = "No access token"};
    return attempt;
  };
  process.start();
  for (int i = 0; i < 10; ++i) process.enqueue(sender_, phone(i), std::to_string(i));
  process.run_for(200ms);
  EXPECT_EQ(process.sending(sender_).failed, 0);
  process.run_for(1300ms);
  process.enqueue(sender_, phone(50), "young");
  ASSERT_TRUE(process.until([&] { return process.sending(sender_).failed == 10; }, 5s))
      << "all of them, not one a pause: " << process.sending(sender_).failed;
  EXPECT_EQ(process.sending(sender_).waiting, 1);
  is_good = true;
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.sending(sender_).accepted, 1) << "an answer to a question of days ago goes to nobody";
}

TEST_F(OutboxRunner, SendsNothingWhileMetaIsOutOfReach) {
  Process process(place_.store);
  std::atomic<bool> is_there{false};
  process.meta->script = [&](const std::string& text, int) {
    return is_there ? ScriptedMeta::took(text) : ScriptedMeta::passing(200ms, AttemptReach::everything);
  };
  process.start();
  process.enqueue(sender_, phone(0), "first");
  ASSERT_TRUE(process.until([&] { return process.meta->tries("first") == 1; }));
  process.run_for(20ms);
  process.enqueue(sender_, phone(1), "second");
  process.run_for(80ms);
  EXPECT_EQ(process.meta->tries("second"), 0);
  is_there = true;
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
}

// A process is gone in the middle of its calls; another one goes on.
TEST_F(OutboxRunner, ACrashRepeatsNothing) {
  auto options = Process::quick();
  options.lease = 300ms;
  std::map<std::string, int> reached;
  {
    Process process(place_.store, options);
    process.meta->takes = 5s;
    process.start();
    for (int i = 0; i < 30; ++i) process.enqueue(sender_, phone(i), std::to_string(i));
    ASSERT_TRUE(process.until([&] { return process.meta->all().size() == 16; }));
    reached = process.meta->all();
  }
  Process process(place_.store, options);
  process.start();
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.sending(sender_).unknown, 16);
  EXPECT_EQ(process.sending(sender_).accepted, 14);
  for (const auto& [text, times] : reached) {
    EXPECT_EQ(times, 1);
    EXPECT_EQ(process.meta->tries(text), 0) << text;
  }
}

TEST_F(OutboxRunner, TwoProcessesShareTheWork) {
  constexpr int count = 400;
  std::map<std::string, int> reached[2];
  Process one(place_.store);
  const auto work = [&](Transaction& in) {
    for (int i = 0; i < count; ++i) {
      Draft draft{.type = "text", .object = std::to_string(i)};
      draft.to.phone = phone(i % 100);
      enqueue(in, sender_, draft);
    }
  };
  one.wait(one.store().write(work));
  std::thread thread([&] {
    Process other(place_.store);
    other.start();
    other.until([&] { return other.is_done(sender_); });
    reached[1] = other.meta->all();
  });
  one.start();
  EXPECT_TRUE(one.until([&] { return one.is_done(sender_); }));
  thread.join();
  reached[0] = one.meta->all();
  EXPECT_EQ(reached[0].size() + reached[1].size(), std::size_t{count});
  for (const auto& of : reached) {
    for (const auto& [text, times] : of) EXPECT_EQ(times, 1) << text;
  }
  EXPECT_GT(reached[0].size(), 0U);
  EXPECT_GT(reached[1].size(), 0U);
  EXPECT_EQ(one.sending(sender_).accepted, count);
}

TEST_F(OutboxRunner, EndsWhenItsCallsHaveEnded) {
  Process process(place_.store);
  process.meta->takes = 100ms;
  process.start();
  for (int i = 0; i < 40; ++i) process.enqueue(sender_, phone(i), std::to_string(i));
  ASSERT_TRUE(process.until([&] { return process.meta->all().size() >= 16; }));
  process.runner().stop();
  ASSERT_TRUE(process.until([&] { return process.has_ended; }));
  const auto now = process.sending(sender_);
  EXPECT_EQ(now.unknown, 0);
  EXPECT_EQ(now.accepted, std::ssize(process.meta->all()));
  EXPECT_EQ(now.accepted + now.waiting, 40);
}

}  // namespace
}  // namespace parley::outbox
