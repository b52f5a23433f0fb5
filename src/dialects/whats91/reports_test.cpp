// Reports of messages, over the real store.

#include "dialects/whats91/reports.h"

#include "dialects/whats91/report_testing.h"

namespace parley::whats91 {
namespace {

struct Whats91Report : Whats91Reports {};

TEST_F(Whats91Report, ListsTheDocumentedMessage) {
  const auto key = send("918888888888", "template", "payment_reminder",
                        *parse_rfc3339("2026-06-05T08:00:00Z"), "wamid.xxxxx");
  report_status("wamid.xxxxx", MessageStatus::delivered, *parse_rfc3339("2026-06-05T08:00:10Z"));
  spellings = {{report_uid(scene.store().seal(), acme, key), "msg_uid"}, {"106540352242922", "1234567890"}};
  const auto answered = report("/messages?senderId=919999999999&status=delivered&limit=50");
  expect("message_reports", answered);
  auto theirs = documented("message_reports");  // of a campaign, which there is none of here
  replace_all(theirs, "\"CAMPAIGN\"", "\"PUBLIC_API\"");
  replace_all(theirs, "\"campaign_uid\"", "null");
  EXPECT_EQ(difference(theirs, settled(answered)), "");
}

TEST_F(Whats91Report, TellsTheDocumentedStatus) {
  const auto key = send("918888888888", "text", "hi", *parse_rfc3339("2026-06-05T07:58:59Z"), "wamid.xxxxx");
  report_status("wamid.xxxxx", MessageStatus::read, *parse_rfc3339("2026-06-05T08:02:00Z"));
  report_status("wamid.xxxxx", MessageStatus::sent, *parse_rfc3339("2026-06-05T07:59:00Z"));
  const auto uid = report_uid(scene.store().seal(), acme, key);
  spellings = {{uid, "msg_uid"}};
  const auto answered = report("/messages/status?messageId=wamid.xxxxx");
  expect("message_status", answered);
  EXPECT_EQ(difference(documented("message_status"), settled(answered)), "");
  expect("message_status", report("/messages/status?storage=archive&messageId=" + uid));

  const auto missing = report("/messages/status?messageId=wamid.nobody");
  expect("message_not_found", missing, 404);
  EXPECT_EQ(difference(documented("message_not_found"), settled(missing)), "");
}

TEST_F(Whats91Report, TellsAStatusOnlyToWhoseMessageItIs) {
  const auto key = send(person(1), "text", "hi", day(5), "wamid.mine");
  const auto uid = report_uid(scene.store().seal(), acme, key);
  scene.tell(first, text_from(person(1), "wamid.in", "to us", day(5)));
  scene.token(rival, Api::whats91, "w91_live_rival");
  for (const std::string id : {"wamid.mine", uid.c_str()}) {
    const auto target = "/messages/status?messageId=" + id;
    EXPECT_EQ(report(target).status, 200);
    EXPECT_EQ(report(target + "&senderId=918888888888", "w91_live_all").status, 404);
    EXPECT_EQ(report(target, "w91_live_rival").status, 404);
  }
  EXPECT_EQ(report("/messages/status?messageId=wamid.in").status, 404);
  EXPECT_EQ(report("/messages/status?messageId=msg_").status, 404);
}

TEST_F(Whats91Report, ShowsAPlayedMessageAsReadOnce) {
  send(person(1), "audio", "", day(5), "wamid.voice");
  for (const auto status :
       {MessageStatus::played, MessageStatus::read, MessageStatus::delivered, MessageStatus::sent})
    report_status("wamid.voice", status, day(5, 9));
  const auto body = report("/messages/status?messageId=wamid.voice").body;
  EXPECT_EQ(member(body, "latestStatus"), "read");
  std::string events;
  for (auto at = body.find("\"status\":"); at != std::string::npos; at = body.find("\"status\":", at + 1))
    events += body.substr(at + 10, body.find('"', at + 10) - at - 10) + ' ';
  EXPECT_EQ(events, "sent delivered read ");
}

TEST_F(Whats91Report, FiltersMessages) {
  tell_week();
  const struct {
    std::string_view query, found, total;
  } cases[] = {
      {"", "-edcba", "6"},
      {"?limit=2", "-e", "6"},
      {"?limit=2&page=3", "ba", "6"},
      {"?page=9", "", "6"},
      {"?page=9007199254740992&limit=200", "", "6"},
      {"?status=all", "-edcba", "6"},
      {"?status=pending", "-", "1"},
      {"?status=sent", "ed", "2"},
      {"?status=accepted", "ed", "2"},
      {"?status=delivered", "c", "1"},
      {"?status=read", "a", "1"},
      {"?status=failed", "b", "1"},
      {"?receiver=%2B91%209800%20000001", "eca", "3"},
      {"?receiver=919800000001&status=delivered", "c", "1"},
      {"?receiver=919800000001&messageType=text", "ec", "2"},
      {"?receiver=919800000001&messageType=text&limit=1&page=2", "c", "2"},
      {"?receiver=919800000001&templateName=greeting", "a", "1"},
      {"?receiver=919800000001&sourceType=BUSINESS_APP", "e", "1"},
      {"?receiver=919800000001&dateFrom=2026-06-02&dateTo=2026-06-02", "c", "1"},
      {"?receiver=919800000009", "", "0"},
      {"?messageType=template", "dba", "3"},
      {"?messageType=text&limit=1&page=3", "c", "3"},
      {"?messageType=never_heard_of", "", "0"},
      {"?templateName=greeting", "ba", "2"},
      {"?templateName=Greeting", "", "0"},
      {"?templateName=hello", "", "0"},
      {"?templateName=greeting&status=failed", "b", "1"},
      {"?sourceType=PUBLIC_API", "-dcba", "5"},
      {"?sourceType=BUSINESS_APP", "e", "1"},
      {"?sourceType=CAMPAIGN", "", "0"},
      {"?campaignUid=anything", "", "0"},
      {"?dateFrom=2026-06-03", "-ed", "3"},
      {"?dateFrom=2026-06-06", "", "0"},  // in India it is tomorrow from 18:30 on
      {"?dateTo=2026-06-01", "a", "1"},
      {"?dateFrom=2026-06-02&dateTo=2026-06-03", "edcb", "4"},
      {"?storage=live", "-edcba", "6"},
      {"?storage=archive", "-edcba", "6"},
      {"?userId=7&foo=bar", "-edcba", "6"},
  };
  for (const auto& [query, found, total] : cases) {
    const auto rest = "/messages" + std::string(query);
    EXPECT_EQ(listed_reports(rest), found) << query;
    EXPECT_EQ(member(report(rest).body, "total"), total) << query;
  }
}

TEST_F(Whats91Report, ListsTheLastThirtyDaysUnlessTheArchiveIsAsked) {
  tell_week();
  scene.now = day(32);
  EXPECT_EQ(listed_reports("/messages"), "-edcb");
  EXPECT_EQ(listed_reports("/messages?dateTo=2026-06-02"), "cba");
  EXPECT_EQ(listed_reports("/messages?dateFrom=2026-01-01"), "-edcba");
  scene.now = day(365);
  EXPECT_EQ(listed_reports("/messages"), "");
  EXPECT_EQ(listed_reports("/messages?storage=archive"), "-edcba");
  EXPECT_EQ(listed_reports("/messages/history?mobileNumber=919800000001"), "eca");
}

TEST_F(Whats91Report, ListsAMobilesHistory) {
  tell_week();
  const struct {
    std::string_view query, found;
  } cases[] = {
      {"mobileNumber=919800000001", "eca"},
      {"mobileNumber=%2B91-98000-00001&status=read", "a"},
      {"mobileNumber=919800000001&limit=1&page=2", "c"},
      {"mobileNumber=919800000001&dateFrom=2026-06-03", "e"},
      {"mobileNumber=919800000001&dateTo=2026-06-01", "a"},
      {"mobileNumber=919800000001&receiver=919800000002", "eca"},
      {"mobileNumber=919800000001&storage=archive", "eca"},
      {"mobileNumber=919800000002", "-b"},
      {"mobileNumber=919800000009", ""},
  };
  for (const auto& [query, found] : cases)
    EXPECT_EQ(listed_reports("/messages/history?" + std::string(query)), found) << query;
  const auto answered = report("/messages/history?mobileNumber=%2B91-98000-00001");
  EXPECT_EQ(member(answered.body, "mobileNumber"), "919800000001");
  EXPECT_EQ(member(answered.body, "message"), "Mobile message history retrieved");
}

// Page by page of one each, every way of reading a list tells what it tells at once.
TEST_F(Whats91Report, WalksToTheSameRowsOneByOne) {
  for (int i = 0; i < 300; ++i) {
    const auto wamid = "wamid." + std::string(1, static_cast<char>('a' + i % 26));
    auto fact =
        text_to(person(i % 3), wamid + "_" + std::to_string(i), "t", day(1) + std::chrono::seconds{i / 2});
    if (i % 5 == 0) fact.content.type = "image";
    scene.tell(first, fact);
  }
  for (const std::string filter : {"", "&status=sent", "&receiver=919800000001", "&messageType=image",
                                   "&receiver=919800000002&messageType=image"}) {
    const auto rest = "/messages?storage=archive" + filter;
    const auto total = std::stoi(member(report(rest + "&limit=1").body, "total"));
    std::string whole, stepwise;
    for (int page = 1; page <= (total + 199) / 200; ++page)
      whole += listed_reports(rest + "&limit=200&page=" + std::to_string(page)) + ',';
    std::erase(whole, ',');
    for (int page = 1; page <= total; page += 1)
      stepwise += listed_reports(rest + "&limit=1&page=" + std::to_string(page));
    EXPECT_EQ(stepwise, whole) << filter;
    EXPECT_EQ(listed_reports(rest + "&limit=1&page=" + std::to_string(total + 1)), "");
  }
}

TEST_F(Whats91Report, KnowsNoCampaigns) {
  expect("campaigns", report("/campaigns?dateFrom=2026-06-01&status=COMPLETED&limit=10"));
  expect("campaign_responses", report("/campaigns/responses?campaignUid=c&intent=payment"));
  expect("campaign_not_found", report("/campaigns/campaign_uid"), 404);
  EXPECT_EQ(report("/campaigns/campaign_uid/messages").status, 404);
  EXPECT_EQ(report("/campaigns/campaign_uid/timeline?dateFrom=2026-06-01").status, 404);
}

TEST_F(Whats91Report, RefusesWhatIsNoQuestion) {
  const struct {
    std::string_view rest, words;
  } cases[] = {
      {"/messages?limit=0", "limit must be between 1 and 200"},
      {"/messages?limit=201", "limit must be between 1 and 200"},
      {"/messages?limit=1e2", "limit must be between 1 and 200"},
      {"/messages?page=0", "page must be a positive integer"},
      {"/messages?page=99999999999999999999", "page must be a positive integer"},
      {"/messages?dateFrom=2026-02-30", "dateFrom is invalid"},
      {"/messages?dateTo=05-06-2026", "dateTo is invalid"},
      {"/messages?dateFrom=2026-06-05&dateTo=2026-06-04", "dateFrom must not be after dateTo"},
      {"/messages?dateFrom=2026-06-06&dateTo=2026-06-05", "dateFrom must not be after dateTo"},
      {"/messages?storage=cold", "storage is invalid"},
      {"/messages?storage=Live", "storage is invalid"},
      {"/messages?status=Read", "status is invalid"},
      {"/messages?status=played", "status is invalid"},
      {"/messages?receiver=12345", "receiver is invalid"},
      {"/messages?templateName=%FF", "templateName is invalid"},
      {"/messages?messageType=%00", "messageType is invalid"},
      {"/messages/status", "messageId is required"},
      {"/messages/status?messageId=", "messageId is required"},
      {"/messages/status?messageId=%FE", "messageId is invalid"},
      {"/messages/status?messageId=x&storage=x", "storage is invalid"},
      {"/messages/history", "mobileNumber is required"},
      {"/messages/history?mobileNumber=123", "mobileNumber is invalid"},
      {"/messages/history?mobileNumber=1234567890123456", "mobileNumber is invalid"},
      {"/messages/history?mobileNumber=919800000001&limit=x", "limit must be between 1 and 200"},
      {"/campaigns?page=x", "page must be a positive integer"},
      {"/campaigns/responses?search=%C3", "search is invalid"},
      {"/campaigns/x?dateFrom=never", "dateFrom is invalid"},
      {"/analytics/delivery?storage=x", "storage is invalid"},
      {"/analytics/delivery?status=nonsense", "status is invalid"},
      {"/analytics/failures?dateTo=x", "dateTo is invalid"},
      {"/analytics/templates?templateName=%80", "templateName is invalid"},
      {"/analytics/dates?dateFrom=2026-06-05&dateTo=2026-06-01", "dateFrom must not be after dateTo"},
  };
  scene.now = day(5);
  for (const auto& [rest, words] : cases) {
    const auto answered = report(rest);
    EXPECT_EQ(answered.status, 400) << rest << answered.body;
    EXPECT_EQ(member(answered.body, "error_code"), "VALIDATION_FAILED") << rest;
    EXPECT_EQ(member(answered.body, "message"), words) << rest;
  }
  for (const std::string_view rest :
       {"/messages", "/messages/status?messageId=x", "/messages/history?mobileNumber=919800000001",
        "/campaigns", "/campaigns/responses", "/campaigns/x", "/campaigns/x/messages",
        "/campaigns/x/timeline", "/analytics/delivery", "/analytics/failures", "/analytics/templates",
        "/analytics/dates"}) {
    EXPECT_EQ(member(report(rest, "").body, "error_code"), "MISSING_AUTH_TOKEN") << rest;
    EXPECT_EQ(member(report(rest, "w91_live_unknown").body, "error_code"), "INVALID_AUTH_TOKEN") << rest;
    const auto other =
        std::string(rest) + (rest.find('?') == rest.npos ? '?' : '&') + "senderId=918888888888";
    EXPECT_EQ(member(report(other).body, "error_code"), "SENDER_NOT_ALLOWED") << rest;
    EXPECT_EQ(member(report(other + '9', "w91_live_all").body, "error_code"), "WHATSAPP_SETUP_INCOMPLETE")
        << rest;
  }
}

}  // namespace
}  // namespace parley::whats91
