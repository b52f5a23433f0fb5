#include "simulator/fate.h"

#include "meta/draft.h"
#include "meta/parse.h"
#include "simulator/samples.h"
#include "simulator/testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace parley::simulator {
namespace {

using testing::ours;
using testing::start;

Taken taken_of(std::string_view members, People& people) {
  const std::string body = R"({"messaging_product":"whatsapp",)" + std::string(members) + "}";
  auto asked = meta::read_send_request(body);
  EXPECT_TRUE(std::holds_alternative<Draft>(asked)) << body;
  Taken taken{.number = ours,
              .draft = std::get<Draft>(std::move(asked)),
              .wamid = "wamid.sent",
              .at = start,
              .clock = start};
  taken.person = people.find(taken.draft.to);
  return taken;
}

std::string joined(const std::vector<Webhook>& webhooks) {
  std::string all;
  for (const auto& [after, chance, body, is_of_the_customer] : webhooks)
    all += std::to_string(after.count()) + " " + std::to_string(chance) + " " + body + "\n";
  return all;
}

// What Parley reads of them, the words of statuses and the types of messages, in order.
std::vector<std::string> read_of(const std::vector<Webhook>& webhooks) {
  std::vector<std::string> words;
  for (const auto& [after, chance, body, is_of_the_customer] : webhooks) {
    const auto facts = meta::parse_webhook(body, start);
    EXPECT_TRUE(facts && facts->parked.empty()) << body;
    for (const Fact& fact : facts->facts) {
      if (const auto* const status = std::get_if<StatusFact>(&fact.what)) words.push_back(status->word);
      if (const auto* const message = std::get_if<MessageFact>(&fact.what))
        words.push_back(message->content.type);
    }
  }
  return words;
}

Switches calm() {
  Switches switches;
  switches.reply = 0;
  switches.read = 1;
  return switches;
}

constexpr std::string_view hello =
    R"("to":"16505551234","text":{"body":"hi"},"biz_opaque_callback_data":"tag 1")";

TEST(Fate, IsTheSameForTheSameSeedByteForByte) {
  Switches switches;
  switches.reply = 1;
  switches.rotate = 0.5;
  switches.fail = {{131026, 0.2}};
  std::set<std::string> different;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    People first(1);
    People second(1);
    const auto taken = taken_of(hello, first);
    const auto fate = joined(fate_of(taken, switches, Dice(seed), first));
    EXPECT_EQ(fate, joined(fate_of(taken, switches, Dice(seed), second)));
    different.insert(fate);
  }
  EXPECT_EQ(different.size(), 50U);
}

TEST(Fate, OfAMessageIsSentDeliveredRead) {
  People people(1);
  const auto webhooks = fate_of(taken_of(hello, people), calm(), Dice(1), people);
  EXPECT_EQ(read_of(webhooks), (std::vector<std::string>{"sent", "delivered", "read"}));
  EXPECT_TRUE(std::ranges::is_sorted(webhooks, {}, &Webhook::after));
  const auto facts = meta::parse_webhook(webhooks[0].body, start);
  const auto& status = std::get<StatusFact>(facts->facts.front().what);
  EXPECT_EQ(status.wamid, "wamid.sent");
  EXPECT_EQ(status.callback_data, "tag 1");
  EXPECT_EQ(status.recipient.phone, "16505551234");
  EXPECT_NE(status.details.find("expiration_timestamp"), std::string::npos);
  EXPECT_NE(status.details.find("free_customer_service"), std::string::npos);
}

TEST(Fate, HasWhatTheSwitchesSay) {
  const auto words = [](auto change, std::string_view members = hello) {
    People people(1);
    auto switches = calm();
    change(switches);
    return read_of(fate_of(taken_of(members, people), switches, Dice(5), people));
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(words([](Switches& s) { s.read = 0; }), (Words{"sent", "delivered"}));
  EXPECT_EQ(words([](Switches& s) { s.undelivered = 1; }), (Words{"sent"}));
  EXPECT_EQ(words([](Switches& s) { s.fail = {{131026, 1}}; }), (Words{"sent", "failed"}));
  EXPECT_EQ(words([](Switches&) {},
                  R"("to":"16505551234","type":"reaction","reaction":{"message_id":"wamid.x","emoji":"👍"})"),
            (Words{"sent"}));
  EXPECT_EQ(words([](Switches&) {}, R"("to":"grp1","recipient_type":"group","text":{"body":"hi"})"),
            (Words{"sent", "delivered", "read"}));
  EXPECT_EQ(words([](Switches&) {}, R"("recipient":"US.13491208655302741918","text":{"body":"hi"})"),
            (Words{"sent", "delivered", "read"}));
}

TEST(Fate, LeavesTheCallbackDataOutWhereAsked) {
  People people(1);
  auto switches = calm();
  switches.callback_data = false;
  switches.conversation = false;
  const auto all = joined(fate_of(taken_of(hello, people), switches, Dice(1), people));
  EXPECT_EQ(all.find("tag 1"), std::string::npos);
  EXPECT_EQ(all.find("\"conversation\""), std::string::npos);
}

TEST(Fate, TellsAVoiceNoteThatWasPlayed) {
  std::map<std::string, int> counts;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    People people(1);
    const auto taken =
        taken_of(R"("to":"16505551234","type":"audio","audio":{"id":"1","voice":true})", people);
    for (const auto& word : read_of(fate_of(taken, calm(), Dice(seed), people))) ++counts[word];
  }
  EXPECT_GT(counts["played"], 15);
  EXPECT_LT(counts["played"], 40);
}

// The inbound message among them.
MessageFact answer_in(const std::vector<Webhook>& webhooks) {
  for (const auto& [after, chance, body, is_of_the_customer] : webhooks) {
    const auto facts = meta::parse_webhook(body, start);
    for (const Fact& fact : facts->facts) {
      if (const auto* const message = std::get_if<MessageFact>(&fact.what)) return *message;
    }
  }
  return {};
}

TEST(Fate, OfButtonsAndListsIsAChoiceThatQuotes) {
  Switches switches = calm();
  switches.reply = 1;
  const std::pair<std::string_view, std::set<std::string>> cases[] = {
      {R"("type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[)"
       R"({"type":"reply","reply":{"id":"y","title":"Yes"}},{"type":"reply","reply":{"id":"n","title":"No"}}]}})",
       {"Yes", "No"}},
      {R"("type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"button":"Pick","sections":[)"
       R"({"rows":[{"id":"1","title":"Tea"},{"id":"2","title":"Milk","description":"cold"}]}]}})",
       {"Tea", "Milk"}},
      {R"("type":"template","template":{"name":"a","language":{"code":"en"},"components":[{"type":"button",)"
       R"("sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"STOP"}]}]})",
       {"STOP"}},
  };
  for (const auto& [members, titles] : cases) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      People people(1);
      const auto taken = taken_of(R"("to":"16505551234",)" + std::string(members), people);
      const auto answer = answer_in(fate_of(taken, switches, Dice(seed), people));
      EXPECT_EQ(answer.quoted_wamid, "wamid.sent");
      EXPECT_EQ(answer.peer.phone, "16505551234");
      seen.insert(answer.content.text);
    }
    EXPECT_EQ(seen, titles);
  }
}

TEST(Fate, OfPlainMessagesIsAnsweredInManyWaysWithFilesThatAreThere) {
  Switches switches = calm();
  switches.reply = 1;
  std::set<std::string> types;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    People people(1);
    for (const auto& [after, chance, body, is_of_the_customer] :
         fate_of(taken_of(hello, people), switches, Dice(seed), people)) {
      const auto facts = meta::parse_webhook(body, start);
      for (const Fact& fact : facts->facts) {
        if (std::holds_alternative<ReactionFact>(fact.what)) types.insert("reaction");
        const auto* const message = std::get_if<MessageFact>(&fact.what);
        if (!message) continue;
        types.insert(message->content.type);
        if (message->content.media) EXPECT_TRUE(sample_of(message->content.media->id));
      }
    }
  }
  for (const auto* const type : {"text", "image", "audio", "document", "reaction"})
    EXPECT_TRUE(types.contains(type)) << type;
}

TEST(Fate, MayEndWithAnotherUserId) {
  Switches switches = calm();
  switches.reply = 1;
  switches.rotate = 1;
  People people(1);
  const auto taken = taken_of(hello, people);
  const auto before = people.find({.phone = "16505551234"});
  const auto webhooks = fate_of(taken, switches, Dice(1), people);
  const auto after = people.find({.phone = "16505551234"});
  EXPECT_NE(before.user_id, after.user_id);
  EXPECT_EQ(before.name, after.name);
  int told = 0;
  for (const auto& webhook : webhooks) {
    const auto facts = meta::parse_webhook(webhook.body, start);
    ASSERT_TRUE(facts && facts->parked.empty());
    for (const Fact& fact : facts->facts) told += std::holds_alternative<RenameFact>(fact.what) ? 1 : 0;
  }
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace parley::simulator
