// Conversations, contacts and calls as a client meets them, over the real store.

#include "dialects/meta/testing.h"
#include "store/contacts.h"
#include "store/conversations.h"

namespace parley::graph {
namespace {

std::string documented(const std::string& name, const std::string& conversation) {
  auto text = file_text(PARLEY_SOURCE_DIR "/src/dialects/meta/testdata/documented/" + name + ".json");
  const auto place = text.find("the-conversation");
  if (place != std::string::npos) text.replace(place, 16, conversation);
  return text;
}

TEST_F(GraphDialect, ListsConversations) {
  expect("no_conversations", of_number("conversations"));
  const auto id = john_writes();
  const auto answered = of_number("conversations?status=active");
  expect("conversations", answered);
  EXPECT_EQ(difference(documented("conversation", id), at(answered, "/data/0")), "");
  EXPECT_EQ(at(get("conversations/" + id), ""), at(answered, "/data/0"));
  EXPECT_EQ(at(of_number("conversations/" + id), ""), at(answered, "/data/0"));
  EXPECT_EQ(at(get("conversations/" + id), "/data"), "absent");  // clients unwrap that
}

TEST_F(GraphDialect, TellsTheLastThatWeWrote) {
  john_writes();
  scene.tell(first, text_to(john, "wamid.ours", "Good day", second(0)));
  EXPECT_EQ(at(of_number("conversations"), "/data/0/kapso/last_outbound_at"), "2026-05-28T14:25:00.000Z");
  scene.tell(first, text_to(john, "wamid.ours2", "Good day", second(9)));
  EXPECT_EQ(at(of_number("conversations"), "/data/0/kapso/last_outbound_at"), "2026-05-28T14:25:09.000Z");
}

TEST_F(GraphDialect, WritesTheFieldsAskedFor) {
  const auto id = john_writes();
  const auto kapso = [&](const std::string& fields) {
    return at(of_number("conversations?fields=" + fields), "/data/0/kapso");
  };
  EXPECT_EQ(kapso("kapso(contact_name,messages_count)"), R"({"contact_name":"John","messages_count":2})");
  EXPECT_EQ(kapso("kapso%28contact_name%29"), R"({"contact_name":"John"})");
  EXPECT_EQ(kapso("kapso()"), "absent");
  EXPECT_EQ(kapso("kapso(*)"), kapso(""));
  EXPECT_EQ(at(of_number("messages/wamid.hello?fields=kapso(direction,content)"), "/kapso"),
            R"({"direction":"inbound","content":"Hello"})");
  EXPECT_EQ(at(get("conversations/" + id + "?fields=kapso()"), "/kapso"), "absent");
}

TEST_F(GraphDialect, FiltersConversations) {
  const auto johns = john_writes();
  says("15551234568", "wamid.other", second(30));
  const auto others = at(of_number("conversations"), "/data/0/id");
  patch("conversations/" + others, R"({"status":"ended"})");
  const auto found = [&](const std::string& query) {
    const auto answered = of_number("conversations?" + query);
    EXPECT_EQ(answered.status, 200) << query;
    return at(answered, "/data/0/id") + (at(answered, "/data/1") == "absent" ? "" : " and more");
  };
  EXPECT_EQ(found("status=active"), johns);
  EXPECT_EQ(found("status=ended"), others);
  EXPECT_EQ(found("status=snoozed"), "absent");
  for (const auto* phone : {"15551234567", "%2B15551234567", "+15551234567", "1-555-123-4567"})
    EXPECT_EQ(found("phone_number=" + std::string(phone) + "&limit=1"), johns) << phone;
  EXPECT_EQ(found("phone_number=15550000000"), "absent");
  EXPECT_EQ(refusal_in(of_number("conversations?phone_number=%00")), "400 100");
  EXPECT_EQ(found("last_active_since=2026-05-28T14:25:01Z"), others + " and more");
  EXPECT_EQ(found("last_active_since=2026-05-28T14:25:02Z"), others);
  EXPECT_EQ(found("last_active_until=2026-05-28T14:25:01Z"), johns);
  EXPECT_EQ(found("last_active_until=1779978300"), "absent");
  EXPECT_EQ(found("last_active_since=2026-05-28T14%3A25%3A30.000Z&last_active_until=2026-05-28T14:25:30Z"),
            others);
  EXPECT_EQ(found("unassigned=true"), others + " and more");
  EXPECT_EQ(found("assigned_user_id=7"), "absent");
  for (const auto* wrong : {"limit=0", "limit=101", "limit=x", "last_active_since=yesterday"})
    EXPECT_EQ(refusal_in(of_number("conversations?" + std::string(wrong))), "400 100") << wrong;
  for (const auto* wrong : {"after=x", "before=AAAA"})
    EXPECT_EQ(refusal_in(of_number("conversations?" + std::string(wrong))), "400 131059") << wrong;
  const auto cursor = at(of_number("conversations?limit=1"), "/paging/cursors/after");
  EXPECT_EQ(refusal_in(of_number("conversations?after=" + cursor + "&before=" + cursor)), "400 100");
  EXPECT_EQ(refusal_in(of_number("conversations?status=active&after=" + cursor)), "400 131059");
}

TEST_F(GraphDialect, EndsAConversationAndOpensItAgain) {
  const auto id = john_writes();
  const auto status = [&] { return at(get("conversations/" + id), "/status"); };
  EXPECT_EQ(patch("conversations/" + id, R"({"status":"ended"})").body, R"({"success":true})");
  EXPECT_EQ(status(), "ended");
  EXPECT_EQ(patch(pid + "/conversations/" + id, R"({"status":"active"})").status, 200);
  EXPECT_EQ(status(), "active");
  patch("conversations/" + id, R"({"status":"ended"})");
  says(john, "wamid.again", scene.now + std::chrono::seconds{1});
  EXPECT_EQ(status(), "active");
  for (const auto* body : {"", "{}", "[]", R"({"status":"closed"})"})
    EXPECT_EQ(refusal_in(patch("conversations/" + id, body)), "400 100") << body;
  EXPECT_EQ(refusal_in(patch("conversations/nobodys", R"({"status":"ended"})")), "404 100/33");
}

class GraphWalk : public GraphDialect {
 protected:
  GraphWalk() {
    for (int i = 0; i < 3; ++i)
      says("1555111000" + std::to_string(i), "wamid." + std::to_string(i), second(10));
    for (int i = 3; i < 6; ++i)
      write([&](Transaction& in) {
        ensure_conversation(in, first, add_contact(in, acme, {.phone = "1555111000" + std::to_string(i)}));
      });
    says("15551110009", "wamid.gone", second(59));
    const auto gone = at(of_number("conversations"), "/data/0/id");
    const auto number = *scene.store().seal().of_uuid("conversation", acme.value, gone);
    write([&](Transaction& in) { set_status(in, acme, number, ConversationStatus::deleted); });
    scene.tell(second_number, text_from(john, "wamid.elsewhere", "hi", second(5)));
  }
  static std::string last_digits(const std::string& words) {
    std::string digits;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i] == ' ') digits += words[i - 1];
    }
    return digits;
  }
};

TEST_F(GraphWalk, ShowsEveryConversationOnceThereAndBack) {
  const auto all = last_digits(walk(pid + "/conversations", "/phone_number"));
  EXPECT_EQ(all.size(), 6U) << all;
  for (const char digit : {'0', '1', '2'}) EXPECT_LT(all.find(digit), 3U) << all;
  for (const char digit : {'3', '4', '5'}) EXPECT_GE(all.find(digit), 3U) << all;
  EXPECT_EQ(last_digits(walk(pid + "/conversations?last_active_since=2026-05-28T14:25:00Z", "/phone_number"))
                .size(),
            3U);
  EXPECT_EQ(walk(pid + "/conversations?status=ended", "/phone_number"), "");
  const auto times = walk(pid + "/conversations?status=active", "/last_active_at");
  EXPECT_TRUE(times.starts_with("2026") && times.ends_with("Z null null null ")) << times;
  EXPECT_EQ(last_digits(walk(pid + "/conversations?last_active_until=2036-05-28T14:25:00Z", "/phone_number"))
                .size(),
            3U);
}

TEST_F(GraphWalk, IsNotMovedByWhatComesInBetween) {
  const auto all = walk(pid + "/conversations");
  EXPECT_EQ(walk(pid + "/conversations", "/id",
                 [&](int page) {
                   says("1555222000" + std::to_string(page), "wamid.new" + std::to_string(page),
                        second(30 + page));
                 }),
            all);
}

TEST_F(GraphWalk, ShowsEveryContactOnceThereAndBack) {
  const auto all = last_digits(walk(pid + "/contacts", "/wa_id"));
  EXPECT_EQ(all.size(), 7U) << all;  // who was hidden with the conversation is a contact still
  EXPECT_EQ(walk("106540352242923/contacts", "/wa_id"), std::string(john) + ' ');
}

TEST_F(GraphWalk, ShowsEveryMessageOnceThereAndBack) {
  for (int i = 0; i < 4; ++i) says(john, "wamid.same" + std::to_string(i), second(20));
  const auto all = walk(pid + "/messages");
  EXPECT_EQ(std::count(all.begin(), all.end(), ' '), 7) << all;
  EXPECT_EQ(all.find("gone"), std::string::npos);
  EXPECT_EQ(all.find("elsewhere"), std::string::npos);
  const auto johns = at(of_number("conversations"), "/data/0/id");
  const auto of_john = walk(pid + "/messages?conversation_id=" + johns);
  EXPECT_EQ(std::count(of_john.begin(), of_john.end(), ' '), 4) << of_john;
}

TEST_F(GraphDialect, GetsAContactByAnyOfItsNames) {
  auto fact = text_from(john, "wamid.hello", "Hello", second(1));
  fact.profile = {.name = "John", .username = "john.doe"};
  fact.peer.bsuid = "US.123";
  scene.tell(first, fact);
  const auto answered = of_number("contacts/" + std::string(john));
  expect("contact", answered);
  EXPECT_EQ(at(answered, "/business_scoped_user_id"), "US.123");
  for (const auto& name : {std::string("%2B15551234567"), std::string("US.123"), at(answered, "/id")})
    EXPECT_EQ(of_number("contacts/" + name).body, answered.body) << name;
  EXPECT_EQ(at(of_number("contacts?wa_id=" + std::string(john)), "/data/0"), answered.body);
  EXPECT_EQ(at(of_number("contacts"), "/data/0/wa_id"), john);
  for (const auto* query :
       {"wa_id=15550000000", "has_customer=true", "customer_id=00000000-0000-4000-8000-000000000000"})
    EXPECT_EQ(at(of_number("contacts?" + std::string(query)), "/data"), "[]") << query;
  for (const auto* nobody : {"15550000000", "US.999", "nonsense", "%00"})
    EXPECT_EQ(refusal_in(of_number("contacts/" + std::string(nobody))), "404 100/33") << nobody;
  EXPECT_EQ(refusal_in(get("106540352242923/contacts/" + std::string(john))), "404 100/33");
}

TEST_F(GraphDialect, ChangesAContact) {
  john_writes();
  const auto target = pid + "/contacts/" + john;
  EXPECT_EQ(patch(target, R"({"display_name":"Johnny","metadata":{"plan":"pro"}})").body,
            R"({"success":true})");
  const auto answered = get(target);
  EXPECT_EQ(at(answered, "/display_name"), "Johnny");
  EXPECT_EQ(at(answered, "/profile_name"), "John");
  EXPECT_EQ(at(answered, "/metadata"), R"({"plan":"pro"})");
  EXPECT_EQ(at(of_number("conversations"), "/data/0/kapso/contact_name"), "Johnny");
  EXPECT_EQ(at(of_number("messages/wamid.hi"), "/kapso/contact_name"), "Johnny");
  patch(target, R"({"metadata":{}})");
  EXPECT_EQ(at(get(target), "/metadata"), "{}");
  patch(target, R"({"profile_name":"J"})");
  EXPECT_EQ(at(get(target), "/display_name"), "J");
  for (const auto* body :
       {"", "[]", "{}", R"({"metadata":[]})", R"({"metadata":7})", R"({"display_name":7})", R"({"x":"y"})"})
    EXPECT_EQ(refusal_in(patch(target, body)), "400 100") << body;
  EXPECT_EQ(refusal_in(patch(pid + "/contacts/15550000000", R"({"display_name":"x"})")), "404 100/33");
}

struct GraphCallHistory : GraphDialect {
  void tell(const std::string& id, const std::string& event, Timestamp when, std::string details = "",
            Direction direction = Direction::inbound) {
    CallFact fact{.id = id, .event = event, .direction = direction, .at = when, .peer = {.phone = john}};
    fact.details = std::move(details);
    scene.tell(first, fact);
  }
};

TEST_F(GraphCallHistory, ArePutTogetherFromWhatWasTold) {
  EXPECT_EQ(at(of_number("calls"), "/data"), "[]");
  tell("wacid.1", "connect", second(1));
  EXPECT_EQ(at(of_number("calls"), "/data/0/status"), "initiated");
  tell("wacid.1", "terminate", second(31), R"({"status":"COMPLETED","duration":28,"end_time":"1779978330"})");
  expect("calls", of_number("calls"));
  tell("wacid.2", "RINGING", second(40), "", Direction::outbound);
  EXPECT_EQ(at(of_number("calls"), "/data/0/status"), "ringing");
  tell("wacid.2", "ACCEPTED", second(41), "", Direction::outbound);
  EXPECT_EQ(at(of_number("calls"), "/data/0/status"), "answered");
  tell("wacid.2", "terminate", second(50), R"({"status":"FAILED"})", Direction::outbound);
  EXPECT_EQ(at(of_number("calls"), "/data/0/status"), "failed");
  EXPECT_EQ(at(of_number("calls"), "/data/0/ended_at"), "2026-05-28T14:25:50.000Z");
  EXPECT_EQ(at(of_number("calls"), "/data/0/duration_seconds"), "null");
}

TEST_F(GraphCallHistory, AreWalkedAndFiltered) {
  for (int i = 0; i < 5; ++i) {
    tell("wacid." + std::to_string(i), "connect", second(i / 2), "",
         i % 2 ? Direction::outbound : Direction::inbound);
    tell("wacid." + std::to_string(i), "REJECTED", second(50), "",
         i % 2 ? Direction::outbound : Direction::inbound);
  }
  EXPECT_EQ(walk(pid + "/calls", "/call_id"), "wacid.4 wacid.3 wacid.2 wacid.1 wacid.0 ");
  EXPECT_EQ(walk(pid + "/calls?direction=outbound", "/call_id"), "wacid.3 wacid.1 ");
  EXPECT_EQ(walk(pid + "/calls?status=failed&since=2026-05-28T14:25:01Z", "/call_id"),
            "wacid.4 wacid.3 wacid.2 ");
  EXPECT_EQ(walk(pid + "/calls?until=2026-05-28T14:25:01Z", "/call_id"), "wacid.3 wacid.2 wacid.1 wacid.0 ");
  EXPECT_EQ(walk(pid + "/calls?status=ringing", "/call_id"), "");
  EXPECT_EQ(at(of_number("calls?call_id=wacid.2&limit=1"), "/data/0/call_id"), "wacid.2");
  EXPECT_EQ(at(of_number("calls?call_id=wacid.9&limit=1"), "/data"), "[]");
}

TEST_F(GraphDialect, ListsItsNumbers) {
  const auto answered =
      scene.ask({.target = "/platform/v1/whatsapp/phone_numbers?page=1&per_page=100", .token = key});
  expect("phone_numbers", answered);
  EXPECT_EQ(at(scene.ask({.target = "/platform/v1/whatsapp/phone_numbers?per_page=1&page=2", .token = key}),
               "/data/0/phone_number_id"),
            "106540352242923");
}

}  // namespace
}  // namespace parley::graph
