#include "store/conversations.h"

#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

TEST_F(Vobiz, ListsTheDocumentedConversation) {
  tell_documented_conversation();
  const auto answered = get(legacy + "/conversations");
  expect_form("legacy conversations", answered);
  expect_answer("legacy_conversations", answered);

  auto sample = documented("conversations");
  replace_all(sample, "conv_abc123", at(answered.body, "/data/0/id"));
  replace_all(sample, "cnt_xyz789", at(answered.body, "/data/0/contact/id"));
  replace_all(sample, "2f8892e1-59b7-40a2-b518-e7a7c31a754d", at(answered.body, "/data/0/channel_id"));
  replace_all(sample, "\"total\": 48", "\"total\": 1");
  EXPECT_EQ(difference(sample, answered.body), "");
}

TEST_F(Vobiz, ListsTheConversationsOfToday) {
  tell_documented_conversation();
  const auto answered = get(current + "/conversations");
  expect_form("conversations", answered);
  expect_answer("conversations", answered);
  const auto before = get(legacy + "/conversations").body;
  EXPECT_EQ(at(answered.body, "/items/0/id"), at(before, "/data/0/id"));
  EXPECT_EQ(at(answered.body, "/items/0/contact_id"), at(before, "/data/0/contact/id"));
  EXPECT_EQ(at(answered.body, "/items/0/channel_id"), at(before, "/data/0/channel_id"));
}

// The last inbound message opens a day; we may write as much as we like.
TEST_F(Vobiz, ClosesAConversationOfTodayWhenItsDayIsOver) {
  tell_documented_conversation();
  scene.tell(first, text_to(std::string(rahul), "wamid.3", "Fine", minute(25)));
  const auto status = [&] { return at(get(current + "/conversations").body, "/items/0/status"); };
  EXPECT_EQ(at(get(current + "/conversations").body, "/items/0/expires_at"), "2026-03-18T14:22:00Z");
  EXPECT_EQ(at(get(current + "/conversations").body, "/items/0/started_at"), "2026-03-17T14:19:00Z");
  EXPECT_EQ(status(), "open");
  scene.now = minute(22) + reply_window - std::chrono::milliseconds{1};
  EXPECT_EQ(status(), "open");
  scene.now = minute(22) + reply_window;
  EXPECT_EQ(status(), "closed");
  EXPECT_EQ(at(get(legacy + "/conversations").body, "/data/0/status"), "open");
}

TEST_F(Vobiz, StartsTheDayOfAConversationThatWeBegan) {
  scene.tell(first, text_to(std::string(rahul), "wamid.1", "Hello", minute(5)));
  const auto list = get(current + "/conversations").body;
  EXPECT_EQ(at(list, "/items/0/started_at"), "2026-03-17T14:05:00Z");
  EXPECT_EQ(at(list, "/items/0/expires_at"), "2026-03-18T14:05:00Z");
}

TEST_F(Vobiz, TellsWhatAnAgentPutAway) {
  tell_documented_conversation();
  std::int64_t number = 0;
  const OrganizationConversations all{.organization = acme};
  const auto sink = [&](const ConversationRow& row) { number = row.number; };
  const auto find = [&](const Reader& from) { conversations(from, all, sink); };
  scene.wait(scene.store().read(Weight::light, find));
  for (const auto& [status, word] :
       {std::pair{ConversationStatus::pending, "open"}, std::pair{ConversationStatus::resolved, "closed"},
        std::pair{ConversationStatus::blocked, "closed"}, std::pair{ConversationStatus::open, "open"}}) {
    const auto wanted = status;
    const auto put = [&](Transaction& in) { set_status(in, acme, number, wanted); };
    scene.wait(scene.store().write(put));
    EXPECT_EQ(at(get(legacy + "/conversations").body, "/data/0/status"), word);
    EXPECT_EQ(at(get(current + "/conversations").body, "/items/0/status"), word);
  }
}

// The last digits of the phones of a legacy list.
std::string listed(const Answered& answered) {
  std::string digits;
  for (int i = 0;; ++i) {
    const auto phone = at(answered.body, "/data/" + std::to_string(i) + "/contact/phone");
    if (phone == "absent") return digits;
    digits += phone.back();
  }
}

TEST_F(Vobiz, ListsWhatIsNewestFirstOverAllChannels) {
  for (int i = 1; i <= 5; ++i) {
    const auto phone = "91987654321" + std::to_string(i);
    scene.tell(i % 2 == 0 ? second : first, text_from(phone, "wamid." + phone, "hi", minute(i)));
  }
  EXPECT_EQ(listed(get(legacy + "/conversations")), "54321");
  EXPECT_EQ(listed(get(legacy + "/conversations", bound_headers())), "531");
  EXPECT_EQ(listed(get(legacy + "/conversations", rival_headers())), "");
  EXPECT_EQ(listed(get(legacy + "/conversations?page=2&limit=2")), "32");
  EXPECT_EQ(listed(get(legacy + "/conversations?limit=2")), "54");
  EXPECT_EQ(listed(get(legacy + "/conversations?page=1")), "54321");
  EXPECT_EQ(listed(get(legacy + "/conversations?page=4&limit=2")), "");
  std::string walked;
  for (int page = 1; page <= 6; ++page) {
    const auto answered = get(legacy + "/conversations?limit=1&page=" + std::to_string(page));
    EXPECT_EQ(at(answered.body, "/meta/total"), "5");
    EXPECT_EQ(at(answered.body, "/meta/page"), std::to_string(page));
    walked += listed(answered);
  }
  EXPECT_EQ(walked, "54321");
  EXPECT_EQ(at(get(current + "/conversations?limit=2&page=2").body, "/has_more"), "true");
  EXPECT_EQ(at(get(current + "/conversations?limit=2&page=3").body, "/has_more"), "false");
  EXPECT_EQ(at(get(current + "/conversations").body, "/has_more"), "false");
}

// Media without a caption have an empty text, and people without a name none.
TEST_F(Vobiz, ShowsMediaAndNobody) {
  auto image = text_from(std::string(rahul), "wamid.1", "", minute(1));
  image.content = {.type = "image", .media = Media{.id = "9", .mime_type = "image/jpeg"}};
  scene.tell(first, image);
  const auto bare = get(legacy + "/conversations");
  expect_form("legacy conversations", bare);
  EXPECT_EQ(at(bare.body, "/data/0/last_message/body"), "");
  EXPECT_EQ(at(bare.body, "/data/0/contact/name"), "null");
  image.wamid = "wamid.2";
  image.at = minute(2);
  image.content.caption = "The roof";
  scene.tell(first, image);
  EXPECT_EQ(at(get(legacy + "/conversations").body, "/data/0/last_message/body"), "The roof");
}

}  // namespace
}  // namespace parley::vobiz
