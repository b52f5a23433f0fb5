#include "dialects/kirim/words.h"

#include <gtest/gtest.h>

namespace parley::kirim {
namespace {

// Each word leads to ours and back.
TEST(KirimWords, LeadBothWays) {
  for (const auto* word : {"open", "pending", "resolved"})
    EXPECT_EQ(word_of(conversation_statuses(word).front()), word);
  for (const auto* word : {"pending", "sent", "delivered", "read", "failed"})
    EXPECT_EQ(word_of(message_statuses(word).front()), word);
  EXPECT_EQ(conversation_statuses("resolved"),
            (std::vector{ConversationStatus::resolved, ConversationStatus::blocked}));
  EXPECT_EQ(message_statuses("read"), (std::vector{MessageStatus::read, MessageStatus::played}));
  for (const auto* word : {"", "all", "closed", "blocked", "deleted", "Open"}) {
    EXPECT_TRUE(conversation_statuses(word).empty()) << word;
    EXPECT_TRUE(message_statuses(word).empty()) << word;
  }
}

TEST(KirimWords, NameTypesThatKirimKnows) {
  for (const auto* type : {"text", "image", "video", "audio", "document", "sticker", "location", "contacts",
                           "template", "button", "interactive", "reaction"})
    EXPECT_EQ(word_of_type(type), type);
  EXPECT_EQ(word_of_type("voice"), "audio");
  for (const auto* type : {"", "unsupported", "system", "order", "never_heard_of"})
    EXPECT_EQ(word_of_type(type), "unsupported");
}

TEST(KirimWords, SpellPhones) {
  EXPECT_EQ(phone_of("628111222333"), "+628111222333");
  EXPECT_EQ(phone_of(""), std::nullopt);
  EXPECT_EQ(phone_of("US.13491208655302741918"), std::nullopt);
  EXPECT_EQ(phone_of("1203631234567890"), std::nullopt);
  EXPECT_EQ(phone_of("628111222333-1600000000"), std::nullopt);
}

TEST(KirimWords, NameErrorsByMetas) {
  EXPECT_EQ(error_code_of(131047), "outside_24h_window");
  EXPECT_EQ(error_code_of(132012), "template_param_format_mismatch");
  EXPECT_EQ(error_code_of(131026), "whatsapp_upstream_error");
}

TEST(KirimWords, KnowThirteenColors) {
  EXPECT_TRUE(is_color("emerald"));
  EXPECT_EQ(color_of("emerald"), "emerald");
  EXPECT_EQ(color_of("#ff0000"), "gray");
}

}  // namespace
}  // namespace parley::kirim
