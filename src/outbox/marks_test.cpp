// What Meta is told of reading.

#include "outbox/runner_testing.h"

namespace parley::outbox {
namespace {

using namespace std::chrono_literals;

class ReadMarks : public OutboxRunner {
 protected:
  // So many people wrote, and were read.
  void read(Process& process, int people) {
    Facts facts;
    facts.scopes.push_back({.phone_number_id = "1001"});
    const auto at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    for (int i = 0; i < people; ++i) {
      auto fact = conformance::text_from(phone(i), "wamid." + std::to_string(i), 0);
      fact.at = at;
      facts.facts.push_back({.what = fact});
    }
    Delivery delivery{.body = "read", .received_at = at, .source = "test", .facts = facts};
    process.wait(process.store().record(delivery));
    const auto work = [&](Transaction& in) {
      set_access_token(in, sender_, "sealed");
      OrganizationConversations all{.organization = sender_.organization, .limit = people};
      std::vector<std::int64_t> numbers;
      conversations(in, all, [&](const ConversationRow& row) { numbers.push_back(row.number); });
      for (const auto number : numbers) tell_read(in, sender_, {.conversation = number});
    };
    process.wait(process.store().write(work));
  }
  static bool has_told(Process& process, const Sender& sender) { return process.sending(sender).marks == 0; }
};

TEST_F(ReadMarks, ReachMeta) {
  Process process(place_.store);
  process.start();
  read(process, 40);
  ASSERT_TRUE(process.until([&] { return has_told(process, sender_); }));
  EXPECT_EQ(std::set<std::string>(process.meta->marks.begin(), process.meta->marks.end()).size(), 40U);
  EXPECT_EQ(process.meta->marks.size(), 40U);
  process.run_for(50ms);
  EXPECT_NE(process.runner().metrics().find("parley_outbox_marks 0"), std::string::npos);
}

TEST_F(ReadMarks, AreRepeatedUntilMetaHasAnswered) {
  Process process(place_.store);
  process.meta->mark_script = [](int tries) -> Attempt {
    if (tries == 1) return meta::no_answer("cut off");
    return {.outcome = AttemptOutcome::accepted};
  };
  process.start();
  read(process, 1);
  ASSERT_TRUE(process.until([&] { return has_told(process, sender_); }));
  EXPECT_EQ(process.meta->marks.size(), 2U);
}

TEST_F(ReadMarks, ThatMetaRefusesAreForgotten) {
  Process process(place_.store);
  process.meta->mark_script = [](int) { return Attempt{.outcome = AttemptOutcome::refused}; };
  process.start();
  read(process, 3);
  ASSERT_TRUE(process.until([&] { return has_told(process, sender_); }));
  EXPECT_EQ(process.meta->marks.size(), 3U);
}

TEST_F(ReadMarks, NeverHoldBackWhatIsSent) {
  Process process(place_.store);
  process.meta->mark_script = [](int) {
    return ScriptedMeta::passing(std::chrono::hours{1}, AttemptReach::sender);
  };
  process.start();
  read(process, 100);
  ASSERT_TRUE(process.until([&] { return !process.meta->marks.empty(); }));
  process.enqueue(sender_, phone(1), "hello");
  ASSERT_TRUE(process.until([&] { return process.is_done(sender_); }));
  EXPECT_EQ(process.sending(sender_).accepted, 1);
  EXPECT_LE(process.meta->marks.size(), 32U) << "the others fare no better";
}

TEST_F(ReadMarks, TellOfATokenThatIsRefused) {
  Process process(place_.store);
  process.meta->mark_script = [](int) {
    Attempt attempt{.outcome = AttemptOutcome::no_token};
    attempt.error = {.status = 401, .code = 190, .title = "Access token has expired"};
    return attempt;
  };
  process.start();
  read(process, 1);
  ASSERT_TRUE(process.until([&] { return process.sending(sender_).refused_since.has_value(); }));
  EXPECT_EQ(process.sending(sender_).trouble, "Access token has expired");
}

}  // namespace
}  // namespace parley::outbox
