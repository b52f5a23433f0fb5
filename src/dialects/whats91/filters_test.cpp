// What a list holds, by each filter and sort, over the real store.

#include "dialects/whats91/testing.h"

namespace parley::whats91 {
namespace {

// Three people: 1 wrote first, 2 was written to last, 3 wrote last.
TEST_F(Whats91, FiltersAndSortsConversations) {
  const auto phone = [](int person) { return "91980000000" + std::to_string(person); };
  const auto day = [](int of_month) { return second(0) + std::chrono::days{of_month - 5}; };
  scene.tell(first, text_from(phone(1), "wamid.1", "first words", day(1)));
  scene.tell(first, text_from(phone(2), "wamid.2", "second words", day(2)));
  auto named = text_from(phone(3), "wamid.3", "third", day(4));
  named.profile.name = "Asha Rao";
  scene.tell(first, named);
  scene.tell(first, text_to(phone(2), "wamid.4", "Our reply", day(3)));
  const auto one = scene.wait(scene.store().add_label(acme, "One"));
  const auto two = scene.wait(scene.store().add_label(acme, "Two"));
  const auto put = [&](int person, const Label& label) {
    const auto number = std::stoll(number_of(phone(person)));
    scene.wait(scene.store().set_label(acme, number, label.uid, true));
  };
  put(1, one), put(2, one), put(2, two);

  const struct {
    std::string query, found;
  } cases[] = {
      {"", "321"},
      {"?sortOrder=ASC", "123"},
      {"?sortBy=created_at", "321"},
      {"?sortBy=total_messages&limit=1", "2"},
      {"?limit=2", "32"},
      {"?limit=2&page=2", "1"},
      {"?limit=2&page=3", ""},
      {"?page=9007199254740992&limit=200", ""},
      {"?dateFrom=2026-06-03", "32"},
      {"?dateTo=2026-06-03", "21"},
      {"?dateFrom=2026-06-03&dateTo=2026-06-03", "2"},
      {"?search=WORDS", "1"},
      {"?search=asha", "3"},
      {"?search=800000002", "2"},
      {"?search=%25", ""},
      {"?search=_", ""},
      {"?search='", ""},
      {"?status=active", "321"},
      {"?status=closed", ""},
      {"?status=blocked", ""},
      {"?status=all", "321"},
      {"?archived=true", ""},
      {"?archived=false", "321"},
      {"?lastDirection=outbound", "2"},
      {"?lastDirection=inbound", "31"},
      {"?mobileNumber=919800000001", "1"},
      {"?contactPhone=%2B919800000003", "3"},
      {"?labelUid=" + one.uid, "21"},
      {"?includeLabelUids=" + one.uid + "," + two.uid, "21"},
      {"?includeLabelUids=" + one.uid + "," + two.uid + "&labelMatchMode=ALL", "2"},
      {"?includeLabelUids=" + one.uid + ",lbl_nobody&labelMatchMode=ALL", ""},
      {"?excludeLabelUids=" + two.uid, "31"},
      {"?labelUid=" + one.uid + "&excludeLabelUids=" + two.uid, "1"},
      {"/by-mobile/919800000002", "2"},
      {"/by-mobile/919800000002?lastDirection=inbound", ""},
      {"/by-mobile/919800000002?mobileNumber=919800000001", "2"},
      {"?userId=7&foo=bar", "321"},
  };
  for (const auto& [query, found] : cases) EXPECT_EQ(listed(query), found) << query;
  EXPECT_EQ(member(list("/summary?lastDirection=inbound").body, "totalConversations"), "2");
  EXPECT_EQ(member(list("/summary?page=0&limit=x&sortBy=x").body, "totalConversations"), "3");
}

TEST_F(Whats91, FiltersMessages) {
  const auto number = tell_documented_conversation();
  scene.tell(first, status_of("wamid.greeting", MessageStatus::read, second(55)));
  auto failed = status_of("wamid.late", MessageStatus::failed, second(59));
  failed.errors = R"([{"code":131026,"title":"Undeliverable","error_data":{"details":"No such number"}}])";
  scene.tell(first, text_to(std::string(prashant), "wamid.late", "100% sure?", second(58)));
  scene.tell(first, failed);

  const struct {
    std::string_view query, total, newest;
  } cases[] = {
      {"", "3", "wamid.late"},
      {"?sortOrder=ASC", "3", "wamid.greeting"},
      {"?direction=inbound", "1", "wamid.xxxxx"},
      {"?direction=outbound", "2", "wamid.late"},
      {"?messageType=text", "3", "wamid.late"},
      {"?messageType=image", "0", "absent"},
      {"?messageType=never_heard_of", "0", "absent"},
      {"?status=failed", "1", "wamid.late"},
      {"?direction=outbound&status=read", "1", "wamid.greeting"},
      {"?status=all", "3", "wamid.late"},
      {"?search=HELLO", "1", "wamid.greeting"},
      {"?search=100%25", "1", "wamid.late"},
      {"?page=2&limit=2", "3", "wamid.greeting"},
      {"?page=9", "3", "absent"},
      {"?dateFrom=nonsense", "3", "wamid.late"},
  };
  for (const auto& [query, total, newest] : cases) {
    const auto answered = list('/' + number + "/messages" + std::string(query));
    EXPECT_EQ(answered.status, 200) << query << answered.body;
    EXPECT_EQ(member(answered.body, "total"), total) << query;
    EXPECT_EQ(member(answered.body, "messageId"), newest) << query;
  }
  expect("message_kinds", list('/' + number + "/messages"));
}

// What is shown of an inbound message is whether we read it, and by that it is found.
TEST_F(Whats91, FiltersInboundMessagesByTheStatusTheyShow) {
  auto old = text_from(std::string(prashant), "wamid.old", "long ago", second(1));
  old.origin = Origin::history;
  scene.tell(first, old);
  scene.tell(first, text_from(std::string(prashant), "wamid.new", "now", second(2)));
  const auto target = '/' + number_of(prashant) + "/messages?direction=inbound&status=";
  for (const auto& [status, wamid] : {std::pair("read", "wamid.old"), std::pair("delivered", "wamid.new")}) {
    const auto body = list(target + status).body;
    EXPECT_EQ(member(body, "total"), "1") << body;
    EXPECT_EQ(member(body, "messageId"), wamid);
    EXPECT_EQ(member(body, "status"), status);
  }
  EXPECT_EQ(member(list(target + "pending").body, "total"), "0");
}

}  // namespace
}  // namespace parley::whats91
