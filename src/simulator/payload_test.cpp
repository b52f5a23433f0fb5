// What the simulator sends is what the parser reads: Meta's shapes from both sides.

#include "simulator/payload.h"

#include "meta/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

namespace parley::simulator {
namespace {

const Number ours{"1022", "106540352242922", "919999999999"};
const Person ana{.wa_id = "5511987654321", .user_id = "BR.13491208655302741", .name = "Ana Conceição"};
const Timestamp noon = from_millis(1'780'000'000'000);

Message message_of(Content content) {
  return {.wamid = "wamid.HBgM+/=", .at = noon, .content = std::move(content)};
}

Facts facts_of(const std::string& body) {
  auto facts = meta::parse_webhook(body, noon + std::chrono::hours{1});
  EXPECT_TRUE(facts) << body;
  EXPECT_TRUE(facts && facts->parked.empty()) << body;
  return facts ? std::move(*facts) : Facts{};
}

// The only fact of `body`, which is to be a `Kind`.
template <class Kind>
Kind fact_of(const std::string& body) {
  const auto facts = facts_of(body);
  EXPECT_EQ(facts.facts.size(), 1U) << body;
  if (facts.facts.empty() || !std::holds_alternative<Kind>(facts.facts.front().what)) {
    ADD_FAILURE() << "another kind: " << body;
    return {};
  }
  EXPECT_EQ(facts.scopes.front(), (Scope{ours.waba, ours.phone_number_id, ours.phone}));
  return std::get<Kind>(facts.facts.front().what);
}

std::string incoming_of(Content content) {
  const auto message = message_of(std::move(content));
  return incoming(ours, ana, std::span(&message, 1));
}

TEST(AsMetaWrites, EscapesSlashesAndAllThatIsNotAscii) {
  EXPECT_EQ(as_meta_writes("{\"a\":\"h\u00e9 \U0001F600 https://x.test\"}"),
            R"({"a":"h\u00e9 \ud83d\ude00 https:\/\/x.test"})");
}

TEST(Payload, IsAsciiAndCompact) {
  const auto body = incoming_of(text("आज / 🚚"));
  EXPECT_TRUE(std::ranges::all_of(body, [](char c) { return c >= ' ' && c <= '~'; })) << body;
  EXPECT_EQ(body.find(": "), std::string::npos);
}

TEST(Payload, OfATextSaysWhoWroteWhatAndWhen) {
  const auto fact = fact_of<MessageFact>(incoming_of(text("Olá, \"tudo\" bem? 😊")));
  EXPECT_EQ(fact.wamid, "wamid.HBgM+/=");
  EXPECT_EQ(fact.direction, Direction::inbound);
  EXPECT_EQ(fact.at, noon);
  EXPECT_FALSE(fact.at_is_guess);
  EXPECT_EQ(fact.peer.phone, ana.wa_id);
  EXPECT_EQ(fact.peer.bsuid, ana.user_id);
  EXPECT_EQ(fact.profile.name, ana.name);
  EXPECT_EQ(fact.content.type, "text");
  EXPECT_EQ(fact.content.text, "Olá, \"tudo\" bem? 😊");
}

TEST(Payload, OfEveryTypeIsReadAsThatType) {
  const MediaFile file{"1479537139650973", "audio/ogg; codecs=opus", "c2hhMjU2Cg=="};
  const OrderItem item{"SKU-1", 2, 49.9, "BRL"};
  const std::pair<std::string_view, Content> cases[] = {
      {"image", image(file, "veja")},
      {"audio", voice(file)},
      {"document", document(file, "nota.pdf", "")},
      {"location", location({-23.5, -46.6, "Paulista", "São Paulo"})},
      {"contacts", contact_card("João", "5511900000000")},
      {"interactive", button_reply("yes", "Sim")},
      {"interactive", list_reply("row_1", "Sim", "mais")},
      {"order", order("914202366478301", "para presente", std::span(&item, 1))},
      {"unsupported", unsupported("poll_creation")},
  };
  for (const auto& [type, content] : cases) {
    const auto fact = fact_of<MessageFact>(incoming_of(content));
    EXPECT_EQ(fact.content.type, type);
    EXPECT_EQ(fact.content.media.has_value(), type == "image" || type == "audio" || type == "document")
        << type;
  }
}

TEST(Payload, OfAVoiceNoteKeepsItsFile) {
  const auto fact = fact_of<MessageFact>(incoming_of(voice({"147", "audio/ogg; codecs=opus", "c2hh"})));
  ASSERT_TRUE(fact.content.media);
  EXPECT_EQ(fact.content.media->id, "147");
  EXPECT_EQ(fact.content.media->mime_type, "audio/ogg; codecs=opus");
  EXPECT_TRUE(fact.content.media->voice);
}

TEST(Payload, OfAReplyQuotes) {
  auto message = message_of(button_reply("yes", "Sim"));
  message.quoted = "wamid.asked";
  const auto fact = fact_of<MessageFact>(incoming(ours, ana, std::span(&message, 1)));
  EXPECT_EQ(fact.quoted_wamid, "wamid.asked");
  EXPECT_EQ(fact.content.text, "Sim");
}

TEST(Payload, OfAReactionAnEditAndARevokeNamesItsTarget) {
  EXPECT_EQ(fact_of<ReactionFact>(incoming_of(reaction("wamid.target", "👍"))).target, "wamid.target");
  EXPECT_EQ(fact_of<ReactionFact>(incoming_of(reaction("wamid.target", "👍"))).emoji, "👍");
  EXPECT_EQ(fact_of<ReactionFact>(incoming_of(reaction("wamid.target", ""))).emoji, "");
  const auto edited = fact_of<EditFact>(incoming_of(edit("wamid.target", text("amanhã"))));
  EXPECT_EQ(edited.target, "wamid.target");
  EXPECT_EQ(edited.content.text, "amanhã");
  EXPECT_EQ(fact_of<RevokeFact>(incoming_of(revoke("wamid.target"))).target, "wamid.target");
}

TEST(Payload, OfAnEchoIsOurs) {
  const auto message = message_of(text("Bom dia!"));
  const auto fact = fact_of<MessageFact>(echo(ours, ana, std::span(&message, 1)));
  EXPECT_EQ(fact.direction, Direction::outbound);
  EXPECT_EQ(fact.origin, Origin::echo);
  EXPECT_EQ(fact.peer.phone, ana.wa_id);
}

TEST(Payload, OfStatusesTellsEach) {
  const Status told[] = {{"wamid.ours", "sent", noon}, {"wamid.ours", "failed", noon}};
  const auto facts = facts_of(statuses(ours, ana, told));
  ASSERT_EQ(facts.facts.size(), 2U);
  const auto& sent = std::get<StatusFact>(facts.facts[0].what);
  EXPECT_EQ(sent.status, MessageStatus::sent);
  EXPECT_EQ(sent.wamid, "wamid.ours");
  EXPECT_EQ(sent.at, noon);
  const auto& failed = std::get<StatusFact>(facts.facts[1].what);
  EXPECT_EQ(failed.status, MessageStatus::failed);
  EXPECT_NE(failed.errors.find("131026"), std::string::npos);
}

TEST(Payload, OfANumberChangeNamesBothNumbers) {
  const auto facts = facts_of(number_change(ours, ana, "5511900000001", message_of({})));
  const auto renames = std::ranges::count_if(facts.facts, [](const Fact& fact) {
    const auto* rename = std::get_if<RenameFact>(&fact.what);
    return rename && rename->before.phone == ana.wa_id && rename->after.phone == "5511900000001";
  });
  EXPECT_EQ(renames, 1);
}

TEST(Payload, OfHistoryIsImported) {
  const PastMessage past[] = {{.message = message_of(text("Oi")), .status = "READ"},
                              {.message = message_of(text("Bom dia")), .ours = true, .status = "DELIVERED"}};
  const auto facts = facts_of(history(ours, ana, past, 100));
  std::vector<MessageFact> messages;
  for (const Fact& fact : facts.facts) {
    if (const auto* message = std::get_if<MessageFact>(&fact.what)) messages.push_back(*message);
  }
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].origin, Origin::history);
  EXPECT_EQ(messages[0].direction, Direction::inbound);
  EXPECT_EQ(messages[1].direction, Direction::outbound);
  EXPECT_EQ(messages[1].peer.phone, ana.wa_id);
  EXPECT_EQ(messages[1].status, MessageStatus::delivered);
}

}  // namespace
}  // namespace parley::simulator
