#include "dialects/vobiz/mapping.h"

#include <gtest/gtest.h>

namespace parley::vobiz {
namespace {

const std::string key(32, 'k');

MessageRow row_of(std::string_view type) {
  MessageRow row{.key = {7}, .wamid = "wamid.7"};
  row.type = type;
  row.at = *parse_rfc3339("2026-03-17T14:22:00.999Z");
  return row;
}

TEST(VobizContent, IsTheObjectOfTheType) {
  auto text = row_of("text");
  text.text = "Say \"hi\"";
  EXPECT_EQ(content_of(text), R"({"body":"Say \"hi\""})");
  EXPECT_EQ(content_of(row_of("text")), R"({"body":""})");
  auto document = row_of("document");
  document.media_id = "9";
  document.media_url = "https://example.org/9";
  document.media_mime_type = "application/pdf";
  document.media_filename = "bill.pdf";
  document.caption = "Yours";
  EXPECT_EQ(content_of(document), R"({"id":"9","link":"https://example.org/9","mime_type":"application/pdf",)"
                                  R"("filename":"bill.pdf","caption":"Yours"})");
  auto place = row_of("location");
  place.text = "Home";
  place.object = R"({"latitude":1,"longitude":2})";
  EXPECT_EQ(content_of(place), R"({"latitude":1,"longitude":2})");
  EXPECT_EQ(content_of(row_of("image")), "{}");
  auto unheard = row_of("hologram");
  unheard.text = "boo";
  EXPECT_EQ(content_of(unheard), R"({"body":"boo"})");
}

TEST(VobizMapping, TellsStatusAndTypeInTheirWords) {
  const Seal seal(key);
  const Ids ids(seal, {1});
  const struct {
    Direction direction;
    MessageStatus status;
    bool read_here;
    std::string_view type, word, type_word;
  } cases[] = {
      {Direction::outbound, MessageStatus::pending, false, "text", "pending", "text"},
      {Direction::outbound, MessageStatus::sent, false, "voice", "sent", "audio"},
      {Direction::outbound, MessageStatus::delivered, false, "video_note", "delivered", "video"},
      {Direction::outbound, MessageStatus::read, false, "sticker", "read", "sticker"},
      {Direction::outbound, MessageStatus::played, false, "audio", "read", "audio"},
      {Direction::outbound, MessageStatus::failed, false, "template", "failed", "template"},
      {Direction::inbound, MessageStatus::delivered, false, "contacts", "delivered", "contacts"},
      {Direction::inbound, MessageStatus::read, true, "", "read", "unknown"},
  };
  for (const auto& [direction, status, read_here, type, word, type_word] : cases) {
    auto row = row_of(type);
    row.direction = direction;
    row.status = status;
    row.read_here = read_here;
    std::string out, legacy_out;
    JsonWriter json(out), legacy_json(legacy_out);
    write_message(json, ids, Thread{}, row);
    write_legacy_message(legacy_json, ids, row);
    const auto expected = "\"status\":\"" + std::string(word) + '"';
    const bool is_ours = direction == Direction::outbound;
    EXPECT_NE(out.find(expected), std::string::npos) << out;
    EXPECT_EQ(legacy_out.find(expected) != std::string::npos, is_ours) << legacy_out;
    EXPECT_NE(out.find("\"type\":\"" + std::string(type_word) + '"'), std::string::npos) << out;
    EXPECT_NE(out.find("\"created_at\":\"2026-03-17T14:22:00Z\""), std::string::npos) << out;
  }
}

TEST(VobizIds, AreOfOneOrganizationAndOneKind) {
  const Seal seal(key);
  const Ids ours(seal, {1}), theirs(seal, {2});
  EXPECT_EQ(ours.contact_of(ours.contact(7)), 7);
  EXPECT_EQ(ours.message_of(ours.message({-7}))->value, -7);
  EXPECT_EQ(ours.cursor_of(ours.cursor({-7}))->value, -7);
  EXPECT_THROW((void)theirs.contact_of(ours.contact(7)), Problem);
  EXPECT_THROW((void)ours.contact_of(ours.conversation(7)), Problem);
  EXPECT_FALSE(theirs.message_of(ours.message({7})));
  EXPECT_FALSE(theirs.cursor_of(ours.cursor({7})));
  EXPECT_FALSE(ours.cursor_of(seal.base32("message", 1, 7)));
  EXPECT_NE(ours.account(), theirs.account());
  EXPECT_EQ(ours.account(), Ids(seal, {1}).account());
}

// A group's id may be digits too.
TEST(VobizMapping, GivesAPlusToTelephoneNumbersOnly) {
  const Seal seal(key);
  const Ids ids(seal, {1});
  for (const bool has_phone : {true, false}) {
    ContactRow row{.number = 1, .phone = "919876543210", .has_phone = has_phone};
    std::string out;
    JsonWriter json(out);
    write_contact(json, ids, "MA_A", row);
    EXPECT_EQ(out.find("\"+919876543210\"") != std::string::npos, has_phone) << out;
    EXPECT_NE(out.find("\"custom_attributes\":{}"), std::string::npos) << out;
    EXPECT_EQ(out.find("last_active_at"), std::string::npos) << out;
  }
}

TEST(VobizMapping, SpellsNumbersAndTimes) {
  EXPECT_EQ(with_plus("919876543210"), "+919876543210");
  EXPECT_EQ(with_plus("US.13491208655302741918"), "US.13491208655302741918");
  EXPECT_EQ(whole_seconds(*parse_rfc3339("2026-03-17T14:22:00.999Z")), "2026-03-17T14:22:00Z");
}

}  // namespace
}  // namespace parley::vobiz
