// Several processes on one database, each an engine of its own: what one commits the others see, ring for and build on.

#include "base/fold.h"
#include "base/problem.h"
#include "store/contacts.h"
#include "store/postgres/process_testing.h"
#include "store/postgres/testing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;
using conformance::text_from;

template <class Is>
bool soon(const Is& is, std::chrono::milliseconds limit = 3s) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!is()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

class Processes : public testing::Test {
 protected:
  void SetUp() override {
    Process first(place_.store);
    organization_ = first.wait(first.store().add_organization("Acme")).id;
    sender_ = first.wait(first.store().add_sender(
        {.organization = organization_, .phone_number_id = "1001", .phone = "15550001"}));
  }
  std::string ask_store(const std::string& statement) { return ask(place_.store, statement); }

  conformance::Place place_ = postgres_place();
  OrganizationId organization_;
  Sender sender_;
};

TEST_F(Processes, TenThatStartAtOnceMigrateOnce) {
  ask_store("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  std::vector<std::future<bool>> all;
  for (int i = 0; i < 10; ++i) {
    all.push_back(std::async(std::launch::async, [this] {
      Process process(place_.store);
      return process.wait(process.store().organizations()).empty();
    }));
  }
  for (auto& one : all) EXPECT_TRUE(one.get());
  EXPECT_EQ(ask_store("SELECT count(*) = max(version) FROM schema_version"), "t");
}

TEST_F(Processes, AnOlderOneRefusesANewerSchema) {
  ask_store("INSERT INTO schema_version (version) VALUES (1000)");
  try {
    const Process process(place_.store);
    FAIL() << "was opened";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("newer parley"), std::string::npos) << error.what();
  }
  ask_store("DELETE FROM schema_version WHERE version = 1000");
}

TEST_F(Processes, WriteOneOrganizationAtOnceWithoutAGapOrALoss) {
  constexpr int processes = 4, each = 60;
  std::vector<std::thread> threads;
  std::atomic<int> recorded{0};
  for (int p = 0; p < processes; ++p) {
    threads.emplace_back([this, p, &recorded] {
      Process process(place_.store);
      std::vector<std::future<Recorded>> waiting;
      for (int i = 0; i < each; ++i) {
        const auto wamid = "wamid." + std::to_string(p) + "." + std::to_string(i);
        // The same few people write by all processes, so that contacts, conversations and tallies are one another's.
        auto fact = text_from("91900000000" + std::to_string(i % 7), wamid, i);
        waiting.push_back(process.start(process.store().record(process.delivery("body " + wamid, {fact}))));
        if (i % 5 == 4) {
          for (auto& one : waiting) {
            process.wait(std::move(one));
            ++recorded;
          }
          waiting.clear();
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(recorded, processes * each);
  EXPECT_EQ(ask_store("SELECT count(*) FROM message"), std::to_string(processes * each));
  EXPECT_EQ(ask_store("SELECT count(*) FROM contact"), "7");
  EXPECT_EQ(ask_store("SELECT count(*) FROM conversation"), "7");
  EXPECT_EQ(ask_store("SELECT sum(total) FROM conversation"), std::to_string(processes * each));
  EXPECT_EQ(ask_store("SELECT max(sequence) = count(*) AND min(sequence) = 1 FROM event"), "t");
  EXPECT_EQ(ask_store("SELECT (SELECT max(sequence) FROM event) = last_event FROM organization"), "t");
  // What is counted is what is there.
  Process process(place_.store);
  ConversationQuery query;
  query.filter = {.organization = organization_, .sender = sender_.id};
  const auto ignore = [](const ConversationRow&) {};
  EXPECT_EQ(process.wait(process.store().conversations(query, ignore)).total, 7);
}

TEST_F(Processes, KeepABodyThatComesToTwoAtOnceOnce) {
  for (int i = 0; i < 20; ++i) {
    const auto body = "the same " + std::to_string(i);
    const auto fact = text_from("919000000001", "wamid." + std::to_string(i), i);
    const auto record = [&] {
      Process process(place_.store);
      return process.wait(process.store().record(process.delivery(body, {fact})));
    };
    auto other = std::async(std::launch::async, record);
    const auto one = record();
    const auto two = other.get();
    EXPECT_EQ(one.delivery.value, two.delivery.value);
    EXPECT_NE(one.repeated, two.repeated);
  }
  EXPECT_EQ(ask_store("SELECT count(*) FROM delivery"), "20");
  EXPECT_EQ(ask_store("SELECT sum(repeats) FROM delivery"), "20");
  EXPECT_EQ(ask_store("SELECT count(*) FROM message"), "20");
}

TEST_F(Processes, SeeARevocationWithinASecond) {
  Process one(place_.store), other(place_.store);
  const auto added = one.wait(one.store().add_token(
      {.organization = organization_, .api = Api::native, .secret = "a secret of some length"}));
  const auto usable = [](Process& process) {
    const auto token = process.wait(process.store().token("a secret of some length"));
    return token != nullptr && !token->revoked_at;
  };
  EXPECT_TRUE(usable(one));
  EXPECT_TRUE(usable(other));
  one.wait(one.store().revoke_token(organization_, added.id));
  EXPECT_FALSE(usable(one)) << "at once where it was revoked";
  EXPECT_TRUE(soon([&] { return !usable(other); }, 1s));
}

TEST_F(Processes, AnswerAtOnceWithWhatAnotherHasCommitted) {
  Process one(place_.store), other(place_.store);
  for (int i = 0; i < 50; ++i) {
    const auto before = other.wait(other.store().version(organization_, 0));
    one.wait(one.store().record(one.delivery("body " + std::to_string(i),
                                             {text_from("919000000001", "wamid." + std::to_string(i), i)})));
    EXPECT_GT(other.wait(other.store().version(organization_, 0)), before) << i;
  }
}

TEST_F(Processes, RingForOneAnother) {
  Process one(place_.store), other(place_.store);
  other.wait(other.store().events_after(organization_, {0}, 10));  // it follows from here on
  std::this_thread::sleep_for(50ms);                               // for the listeners to be there
  one.wait(one.store().record(one.delivery("body", {text_from("919000000001", "wamid.1", 1)})));
  const auto last = std::stoll(ask_store("SELECT last_event FROM organization"));
  EXPECT_TRUE(one.has_rung(organization_.value, last));
  EXPECT_TRUE(soon([&] { return other.has_rung(organization_.value, last); }));
}

TEST_F(Processes, HearOfWhatNobodyNotifiedThemOf) {
  Process other(place_.store);
  other.wait(other.store().events_after(organization_, {0}, 10));  // it follows from here on
  ask_store("UPDATE organization SET last_event = 4711");
  EXPECT_TRUE(soon([&] { return other.has_rung(organization_.value, 4711); }));
}

// What waits for a number is looked for once it is there: nothing may be kept for it after that look.
TEST_F(Processes, KeepNoBodyForANumberThatIsThere) {
  for (int i = 0; i < 10; ++i) {
    const auto number = "200" + std::to_string(i);
    auto adding = std::async(std::launch::async, [&] {
      Process process(place_.store);
      NewSender wanted{
          .organization = organization_, .phone_number_id = number, .phone = "1555100" + std::to_string(i)};
      process.wait(process.store().add_sender(std::move(wanted)));
      return ask_store("SELECT count(*) FROM unrouted WHERE name = '" + number + "'");
    });
    Process process(place_.store);
    for (int j = 0; j < 20; ++j) {
      const auto wamid = "wamid." + number + "." + std::to_string(j);
      process.wait(
          process.store().record(process.delivery(wamid, {text_from("919000000001", wamid, 1)}, number)));
    }
    EXPECT_EQ(adding.get(), ask_store("SELECT count(*) FROM unrouted WHERE name = '" + number + "'")) << i;
  }
}

TEST_F(Processes, GoOnWhereTheServerThrewThemOut) {
  Process process(place_.store);
  const auto record = [&](int i) {
    return process.wait(process.store().record(process.delivery(
        "body " + std::to_string(i), {text_from("919000000001", "wamid." + std::to_string(i), i)})));
  };
  record(0);
  for (int i = 1; i < 5; ++i) {
    ask_store(
        "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    EXPECT_FALSE(record(i).repeated) << "nobody had it before, so it is not even a second try";
    EXPECT_GT(process.wait(process.store().version(organization_, 0)), 0);
  }
  EXPECT_EQ(ask_store("SELECT count(*) FROM message"), "5");
}

// Each code point that PostgreSQL can keep, alone.
TEST_F(Processes, FoldCaseAsSqliteDoes) {
  std::string room;
  std::string different;
  const auto folded = ask_store(
      "SELECT string_agg(fold(chr(i)), '' ORDER BY i) FROM generate_series(1, 1114111) i WHERE i < 55296 OR i > 57343");
  const auto plain = ask_store(
      "SELECT string_agg(chr(i), '' ORDER BY i) FROM generate_series(1, 1114111) i WHERE i < 55296 OR i > 57343");
  EXPECT_TRUE(folded == fold_case(plain, room)) << "some letter folds otherwise";
}

}  // namespace
}  // namespace parley::postgres
