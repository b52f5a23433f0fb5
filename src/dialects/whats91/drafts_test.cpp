#include "dialects/whats91/drafts.h"

#include "base/problem.h"

#include <gtest/gtest.h>

namespace parley::whats91 {
namespace {

Draft chat(const std::string& body) {
  const auto tree = JsonTree::read(body);
  return read_chat(tree->root());
}

template <class Read>
std::string refused(const Read& read) {
  try {
    read();
  } catch (const Problem& problem) {
    return problem.subject();
  }
  return "nothing";
}

std::string refused_chat(const std::string& body) {
  return refused([&] { chat(body); });
}

TEST(Whats91Drafts, TextsHaveFiveNamesAndRecipientsFour) {
  for (const auto* name : {"text", "messageText", "message_text", "body", "message"}) {
    const auto draft = chat(R"({"to":"+91 93438 41961",")" + std::string(name) + R"(":"hi"})");
    EXPECT_EQ(draft.type, "text") << name;
    EXPECT_EQ(draft.object, R"({"body":"hi"})") << name;
    EXPECT_EQ(draft.content.text, "hi");
    EXPECT_EQ(draft.to.phone, "919343841961");
    EXPECT_EQ(draft.input, "+91 93438 41961");
  }
  for (const auto* name : {"to", "receiverId", "receiver_id", "receiver"})
    EXPECT_EQ(chat("{\"" + std::string(name) + R"(":919343841961,"text":"hi"})").to.phone, "919343841961");
  EXPECT_EQ(chat(R"({"to":"US.13491208655302741918","text":"hi"})").to.bsuid, "US.13491208655302741918");
}

TEST(Whats91Drafts, MediaHaveAUrlOrAnId) {
  const auto image =
      chat(R"({"to":"919343841961","type":"image","mediaUrl":"https://example.org/a.png","caption":"see"})");
  EXPECT_EQ(image.object, R"({"link":"https://example.org/a.png","caption":"see"})");
  EXPECT_EQ(image.content.caption, "see");
  const auto document = chat(R"({"to":"919343841961","type":"document","media_id":"77","filename":"a.pdf"})");
  EXPECT_EQ(document.object, R"({"id":"77","filename":"a.pdf"})");
  // Meta takes no caption of audio, so none is sent.
  EXPECT_EQ(chat(R"({"to":"919343841961","type":"audio","mediaId":"77","caption":"x"})").object,
            R"({"id":"77"})");
}

TEST(Whats91Drafts, ButtonsAndListsBecomeInteractive) {
  const auto buttons = chat(
      R"({"to":"919343841961","text":"Choose","buttons":[{"id":"y","title":"Yes"},{"id":"n","title":"No"}]})");
  EXPECT_EQ(buttons.type, "interactive");
  EXPECT_EQ(
      buttons.object,
      R"({"type":"button","body":{"text":"Choose"},"action":{"buttons":[)"
      R"({"type":"reply","reply":{"id":"y","title":"Yes"}},{"type":"reply","reply":{"id":"n","title":"No"}}]}})");
  const auto list = chat(
      R"({"to":"919343841961","type":"list","headerText":"Menu","text":"Pick","footerText":"f","buttonText":"Open",)"
      R"("sections":[{"title":"A","rows":[{"id":"1","title":"One"}]}]})");
  EXPECT_EQ(
      list.object,
      R"({"type":"list","header":{"type":"text","text":"Menu"},"body":{"text":"Pick"},"footer":{"text":"f"},)"
      R"("action":{"button":"Open","sections":[{"title":"A","rows":[{"id":"1","title":"One"}]}]}})");
}

TEST(Whats91Drafts, WhatIsMissingOrTooMuchIsRefused) {
  EXPECT_EQ(refused_chat(R"({"to":"919343841961"})"), "text");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","text":"  "})"), "text");
  EXPECT_EQ(refused_chat(R"({"text":"hi"})"), "to");
  EXPECT_EQ(refused_chat(R"({"to":"nobody","text":"hi"})"), "to");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","type":"image"})"), "media");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","mediaUrl":"https://example.org"})"), "type");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","type":"hologram"})"), "chat type");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","type":"buttons","text":"a"})"), "buttons");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","type":"list","text":"a"})"), "sections");
  const auto title = std::string(21, 'x');
  EXPECT_EQ(
      refused_chat(R"({"to":"919343841961","text":"a","buttons":[{"id":"1","title":")" + title + R"("}]})"),
      "message");
  EXPECT_EQ(refused_chat(R"({"to":"919343841961","text":")" + std::string(4097, 'x') + R"("})"), "message");
}

TEST(Whats91Drafts, MetasOwnShapeIsReadAsMetaWould) {
  const auto read = [](const std::string& body) { return [body] { read_meta_message(body); }; };
  const auto draft = read_meta_message(
      R"({"messaging_product":"whatsapp","to":"919343841961","type":"text","text":{"body":"hi"},)"
      R"("biz_opaque_callback_data":"mine"})");
  EXPECT_EQ(draft.content.text, "hi");
  EXPECT_EQ(draft.callback_data, "mine");
  EXPECT_EQ(refused(read(R"({"messaging_product":"whatsapp","text":{"body":"hi"}})")), "to");
  EXPECT_EQ(refused(read(R"({"messaging_product":"whatsapp","to":"919343841961","type":"image"})")),
            "type object");
  EXPECT_EQ(refused(read(R"({"messaging_product":"whatsapp","to":"919343841961"})")), "type object")
      << "a text";
  EXPECT_EQ(refused(read(R"({"messaging_product":"whatsapp","to":"919343841961","image":{"id":"1"}})")),
            "type object");
  for (const std::string type : {"order", "system", "nonsense", "button"}) {
    EXPECT_EQ(refused(read(R"({"messaging_product":"whatsapp","to":"919343841961","type":")" + type +
                           R"(",")" + type + R"(":{"a":1}})")),
              "message type")
        << type;
  }
  EXPECT_EQ(refused(read(
                R"({"messaging_product":"whatsapp","to":"919343841961","status":"read","message_id":"w"})")),
            "message type");
  EXPECT_EQ(refused(read(R"({"messaging_product":"whatsapp","to":"919343841961","type":"text","text":{}})")),
            "message");
}

TEST(Whats91Drafts, TakeAFileThatCameWithThem) {
  const auto tree = JsonTree::read(
      R"({"to":"919343841961","type":"document","caption":"Bill","mediaUrl":"https://x.test"})");
  EXPECT_EQ(read_chat(tree->root(), "998877").object, R"({"id":"998877","caption":"Bill"})");
  const auto untyped = JsonTree::read(R"({"to":"919343841961"})");
  EXPECT_EQ(refused([&] { read_chat(untyped->root(), "998877"); }), "type");
}

}  // namespace
}  // namespace parley::whats91
