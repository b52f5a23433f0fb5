#include "dialects/whats91/mapping.h"

#include "dialects/golden_testing.h"

namespace parley::whats91 {
namespace {

std::string documented(const std::string& name) {
  return file_text(PARLEY_SOURCE_DIR "/src/dialects/whats91/testdata/documented/" + name + ".json");
}

template <class Write, class... Values>
std::string written(Write write, const Values&... values) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  write(json, values...);
  json.close('}');
  return out;
}

std::string of_conversation(const ConversationRow& row) {
  return written(
      [](JsonWriter& json, const ConversationRow& r) { write_conversation(json.key("conversation"), r); },
      row);
}

std::string of_message(const MessageRow& row) {
  return written([](JsonWriter& json, const MessageRow& r) { write_message(json.key("message"), r); }, row);
}

Timestamp second(int of_minute) {
  return *parse_rfc3339("2026-06-05T06:08:00Z") + std::chrono::seconds{of_minute};
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// The row of the documented conversation.
ConversationRow documented_conversation() {
  return {.number = 194977,
          .contact_phone = "919343841961",
          .contact_name = "Prashant Tayal",
          .sender_phone = "919999999999",
          .phone_number_id = "106540352242922",
          .last_wamid = "wamid.xxxxx",
          .last_text = "hi",
          .last_type = "text",
          .last_direction = Direction::inbound,
          .last_message_at = second(48),
          .unread_count = 1,
          .total_messages = 2,
          .labels = "lbl_support\x1FSupport\x1E",
          .created_at = second(48),
          .updated_at = second(50)};
}

MessageRow documented_message() {
  return {.wamid = "wamid.xxxxx",
          .type = "text",
          .text = "hi",
          .peer_phone = "919343841961",
          .sender_phone = "919999999999",
          .read_here = true,
          .at = second(48)};
}

// Answers with the documented rows are the documented answers, and some keys more.
TEST(Whats91Mapping, WritesTheDocumentedConversation) {
  std::string body;
  JsonWriter json(body);
  open_success(json, "Conversation retrieved");
  write_conversation(json.key("conversation"), documented_conversation());
  close_success(json, "request-uuid");
  expect_golden("dialects/whats91/testdata/mapping_conversation.json", body);
  EXPECT_EQ(difference(documented("conversation"), body), "");
}

TEST(Whats91Mapping, WritesTheDocumentedMessages) {
  std::string body;
  JsonWriter json(body);
  open_success(json, "Conversation messages retrieved");
  json.field("conversationId", 194977).key("messages").open('[');
  write_message(json, documented_message());
  json.close(']');
  write_pagination(json, 0, 50, {.total = 1, .count = 1});
  close_success(json, "request-uuid");
  expect_golden("dialects/whats91/testdata/mapping_messages.json", body);
  EXPECT_EQ(difference(documented("messages"), body), "");
}

TEST(Whats91Mapping, WritesNullForWhatIsNotKnown) {
  ConversationRow row{.number = 7, .contact_phone = "911", .sender_phone = "922", .phone_number_id = "33"};
  expect_golden("dialects/whats91/testdata/mapping_empty_conversation.json", of_conversation(row));
  MessageRow message{.wamid = "w", .type = "image", .peer_phone = "911", .sender_phone = "922"};
  expect_golden("dialects/whats91/testdata/mapping_empty_message.json", of_message(message));
}

TEST(Whats91Mapping, NamesConversationStatuses) {
  const struct {
    ConversationStatus ours;
    std::string_view theirs;
    bool blocked;
  } cases[] = {
      {ConversationStatus::open, "active", false},
      {ConversationStatus::pending, "active", false},
      {ConversationStatus::resolved, "closed", false},
      {ConversationStatus::blocked, "blocked", true},
  };
  for (const auto& [ours, theirs, blocked] : cases) {
    auto row = documented_conversation();
    row.status = ours;
    const auto body = of_conversation(row);
    EXPECT_TRUE(holds(body, "\"status\":\"" + std::string(theirs) + '"')) << body;
    EXPECT_TRUE(holds(body, blocked ? "\"isBlocked\":true" : "\"isBlocked\":false")) << body;
  }
}

TEST(Whats91Mapping, WritesEachLabel) {
  auto row = documented_conversation();
  row.labels =
      "a\x1FOne\x1E"
      "b\x1FT\"w,o\x1E";
  EXPECT_TRUE(holds(of_conversation(row),
                    R"("labels":[{"uid":"a","labelName":"One"},{"uid":"b","labelName":"T\"w,o"}],)"));
  row.labels = "";
  EXPECT_TRUE(holds(of_conversation(row), R"("labels":[],)"));
}

TEST(Whats91Mapping, TellsWhoWroteToWhom) {
  auto row = documented_message();
  row.direction = Direction::outbound;
  EXPECT_TRUE(holds(of_message(row),
                    R"("fromPhone":"919999999999","toPhone":"919343841961","direction":"outbound")"));
}

TEST(Whats91Mapping, NamesMessageStatuses) {
  using enum MessageStatus;
  const struct {
    Direction direction;
    MessageStatus status;
    bool read_here;
    std::string_view shown;
  } cases[] = {
      {Direction::outbound, pending, false, R"("status":"pending","isRead":false)"},
      {Direction::outbound, sent, false, R"("status":"sent","isRead":false)"},
      {Direction::outbound, delivered, true, R"("status":"delivered","isRead":false)"},
      {Direction::outbound, read, false, R"("status":"read","isRead":true)"},
      {Direction::outbound, played, false, R"("status":"read","isRead":true)"},
      {Direction::outbound, failed, false, R"("status":"failed","isRead":false)"},
      {Direction::inbound, pending, false, R"("status":"delivered","isRead":false)"},
      {Direction::inbound, pending, true, R"("status":"read","isRead":true)"},
      {Direction::inbound, read, false, R"("status":"delivered","isRead":false)"},
  };
  for (const auto& [direction, status, read_here, shown] : cases) {
    auto row = documented_message();
    row.direction = direction;
    row.status = status;
    row.read_here = read_here;
    EXPECT_TRUE(holds(of_message(row), shown)) << shown << " in " << of_message(row);
  }
}

TEST(Whats91Mapping, KeepsMetasTypesButForALegacyAndTwoUnknownOnes) {
  const struct {
    std::string_view type, shown;
  } cases[] = {
      {"text", "text"},       {"voice", "audio"},   {"unsupported", "unknown"},
      {"unknown", "unknown"}, {"", "unknown"},      {"interactive", "interactive"},
      {"order", "order"},     {"button", "button"}, {"sticker", "sticker"},
  };
  for (const auto& [type, shown] : cases) {
    auto row = documented_message();
    row.type = type;
    EXPECT_TRUE(holds(of_message(row), "\"messageType\":\"" + std::string(shown) + "\",")) << type;
    auto conversation = documented_conversation();
    conversation.last_type = type;
    EXPECT_TRUE(holds(of_conversation(conversation), "\"lastMessageType\":\"" + std::string(shown) + "\","))
        << type;
  }
}

TEST(Whats91Mapping, WritesMediaBesideItsCaption) {
  auto row = documented_message();
  row.type = "image";
  row.text = "";
  row.caption = "look";
  row.media_id = "1";
  row.media_mime_type = "image/jpeg";
  row.media_filename = "a.jpg";
  EXPECT_TRUE(holds(of_message(row), R"("messageContent":null,"mediaUrl":null,"mediaMimeType":"image/jpeg",)"
                                     R"("mediaFilename":"a.jpg","mediaCaption":"look",)"));
  row.media_url = "https://lookaside.example/1";
  EXPECT_TRUE(holds(of_message(row), R"("mediaUrl":"https://lookaside.example/1",)"));
}

// Which of the last four members an object fills.
TEST(Whats91Mapping, WritesAnObjectWhereItsTypeBelongs) {
  const struct {
    std::string_view type, object, shown;
  } cases[] = {
      {"interactive", R"({"type":"button_reply","button_reply":{"id":"1","title":"Yes"}})",
       R"("interactiveData":{"type":"button_reply","button_reply":{"id":"1","title":"Yes"}},"locationData":null,"contactData":null)"},
      {"button", R"({"payload":"p","text":"t"})",
       R"("interactiveData":{"payload":"p","text":"t"},"locationData":null,"contactData":null)"},
      {"location", R"({"latitude":1.5,"longitude":2})",
       R"("interactiveData":null,"locationData":{"latitude":1.5,"longitude":2},"contactData":null)"},
      {"contacts", R"([{"name":{"first_name":"B"}}])",
       R"("interactiveData":null,"locationData":null,"contactData":[{"name":{"firstName":"B"},"phones":[],"emails":[]}])"},
      {"order", R"({"catalog_id":"1"})", R"("interactiveData":null,"locationData":null,"contactData":null)"},
      {"interactive", "", R"("interactiveData":null,"locationData":null,"contactData":null)"},
  };
  for (const auto& [type, object, shown] : cases) {
    auto row = documented_message();
    row.type = type;
    row.object = object;
    EXPECT_TRUE(holds(of_message(row), shown)) << of_message(row);
  }
}

TEST(Whats91Mapping, TellsAnErrorOnlyWhileItStands) {
  using enum MessageStatus;
  const struct {
    Direction direction;
    MessageStatus status;
    std::string_view type, shown;
  } cases[] = {
      {Direction::outbound, failed, "text", R"("errorMessage":"No such number")"},
      {Direction::outbound, delivered, "text", R"("errorMessage":null)"},
      {Direction::outbound, sent, "text", R"("errorMessage":null)"},
      {Direction::outbound, delivered, "unsupported", R"("errorMessage":"No such number")"},
      {Direction::inbound, pending, "unsupported", R"("errorMessage":"No such number")"},
      {Direction::inbound, pending, "text", R"("errorMessage":"No such number")"},
  };
  for (const auto& [direction, status, type, shown] : cases) {
    auto row = documented_message();
    row.direction = direction;
    row.status = status;
    row.type = type;
    row.error = R"([{"code":131026,"title":"Undeliverable","error_data":{"details":"No such number"}}])";
    EXPECT_TRUE(holds(of_message(row), shown)) << of_message(row);
  }
}

TEST(Whats91Mapping, CountsPages) {
  const struct {
    std::int64_t offset, limit, total, count;
    std::string_view shown;
  } cases[] = {
      {0, 50, 0, 0, R"("page":1,"limit":50,"total":0,"totalPages":0,"count":0,"hasMore":false)"},
      {0, 50, 50, 50, R"("page":1,"limit":50,"total":50,"totalPages":1,"count":50,"hasMore":false)"},
      {0, 50, 51, 50, R"("page":1,"limit":50,"total":51,"totalPages":2,"count":50,"hasMore":true)"},
      {50, 50, 51, 1, R"("page":2,"limit":50,"total":51,"totalPages":2,"count":1,"hasMore":false)"},
      {700, 7, 51, 0, R"("page":101,"limit":7,"total":51,"totalPages":8,"count":0,"hasMore":false)"},
      {((std::int64_t{1} << 53) - 1) * 200, 200, 9, 0,
       R"("page":9007199254740992,"limit":200,"total":9,"totalPages":1,"count":0,"hasMore":false)"},
  };
  for (const auto& [offset, limit, total, count, shown] : cases)
    EXPECT_EQ(written(write_pagination, offset, limit, PageCount{total, count}),
              "{\"pagination\":{" + std::string(shown) + "}}");
}

TEST(Whats91Mapping, TurnsFilterWordsIntoOurs) {
  using enum MessageStatus;
  EXPECT_EQ(conversation_statuses("active"),
            (std::vector{ConversationStatus::open, ConversationStatus::pending}));
  EXPECT_EQ(conversation_statuses("closed"), std::vector{ConversationStatus::resolved});
  EXPECT_EQ(conversation_statuses("blocked"), std::vector{ConversationStatus::blocked});
  EXPECT_TRUE(conversation_statuses("open").empty());
  EXPECT_EQ(message_statuses("read"), (std::vector{read, played}));
  EXPECT_EQ(message_statuses("failed"), std::vector{failed});
  EXPECT_TRUE(message_statuses("played").empty());
  using Types = std::vector<std::string>;
  EXPECT_EQ(message_types("unknown"), (Types{"unsupported", "", "unknown"}));
  EXPECT_EQ(message_types("audio"), (Types{"voice", "audio"}));
  EXPECT_EQ(message_types("order"), Types{"order"});
  EXPECT_EQ(message_types("voice"), Types{"voice"});
  EXPECT_EQ(message_types(""), Types{});
}

}  // namespace
}  // namespace parley::whats91
