// Requests that mean no good.

#include "base/text.h"
#include "dialects/whats91/testing.h"

namespace parley::whats91 {
namespace {

// Whatever stands in the address or the query: an answer in the vendor's form, and never a broken server.
TEST_F(Whats91, NeverBreaks) {
  const auto number = tell_documented_conversation();
  constexpr std::string_view names[] = {
      "senderId",  "page",        "limit",     "dateFrom",         "dateTo",           "search",
      "status",    "archived",    "sortBy",    "mobileNumber",     "contactPhone",     "lastDirection",
      "labelUid",  "unreadOnly",  "sortOrder", "includeLabelUids", "excludeLabelUids", "labelMatchMode",
      "direction", "messageType", "token",     "userId",
  };
  constexpr std::string_view values[] = {
      "",    "0",    "-1",    "1",          "1.5",          "99999999999999999999",
      "abc", "true", "%00",   "%FF",        "%F0%9F%98%80", "%",
      "%2",  "'",    "%25",   "2026-06-05", "0000-01-01",   "9999-12-31",
      "[]",  "{}",   "a,b,,", "\\",         "\"",           "919343841961",
  };
  for (const auto& path : {std::string(), std::string("/summary"), std::string("/by-mobile/919343841961"),
                           '/' + number, '/' + number + "/messages"}) {
    for (const auto name : names) {
      for (const auto value : values) {
        for (const auto& query :
             {std::string(name) + '=' + std::string(value),
              std::string(name) + '=' + std::string(value) + '&' + std::string(name) + "=1"}) {
          const auto answered = list(asking(path, query));
          EXPECT_TRUE(answered.status == 200 || answered.status == 400 || answered.status == 403)
              << path << '?' << query << ": " << answered.status;
          EXPECT_TRUE(is_storable_utf8(answered.body)) << query;
          EXPECT_EQ(minified(answered.body), answered.body) << query;
        }
      }
    }
  }
}

TEST_F(Whats91, NeverBreaksInReports) {
  tell_documented_conversation();
  constexpr std::string_view names[] = {"senderId",     "page",         "limit",       "dateFrom",
                                        "dateTo",       "storage",      "status",      "receiver",
                                        "messageId",    "mobileNumber", "campaignUid", "messageType",
                                        "templateName", "sourceType",   "search"};
  constexpr std::string_view values[] = {"",      "0",          "-1",          "99999999999999999999",
                                         "abc",   "%00",        "%FF",         "%",
                                         "'",     "0000-01-01", "9999-12-31",  "msg_",
                                         "a%1Fb", "[]",         "919343841961"};
  for (const std::string path :
       {"messages", "messages/status?messageId=wamid.greeting", "messages/history?mobileNumber=919343841961",
        "campaigns/responses", "analytics/delivery", "analytics/dates"}) {
    for (const auto name : names) {
      for (const auto value : values) {
        auto target = "/api/v2/reports/" + path;
        target += target.find('?') == target.npos ? '?' : '&';
        target += std::string(name) + '=' + std::string(value);
        const auto answered = get(target);
        EXPECT_TRUE(answered.status == 200 || answered.status == 400 || answered.status == 403)
            << target << ": " << answered.status;
        EXPECT_EQ(minified(answered.body), answered.body) << target;
        EXPECT_TRUE(is_storable_utf8(answered.body)) << target;
      }
    }
  }
}

TEST_F(Whats91, NeverBreaksOnPartsOfThePath) {
  for (const auto* part :
       {"0", "-1", "abc", "1.5", "%00", "%FF", "99999999999999999999", "%2F", "%", "1%00", "summary%00"}) {
    for (const auto* pattern : {"/X", "/X/messages", "/by-mobile/X"}) {
      std::string rest = pattern;
      replace_all(rest, "X", part);
      EXPECT_EQ(member(list(rest).body, "error_code"), "VALIDATION_FAILED") << rest;
    }
  }
  for (const auto* rest :
       {"/", "/by-mobile", "/by-mobile/", "/1/", "/1/messages/", "/1/nothing", "//messages"}) {
    const auto code = member(list(rest).body, "error_code");
    EXPECT_TRUE(code == "NOT_FOUND" || std::string_view(rest) == "/by-mobile") << rest << code;
  }
}

}  // namespace
}  // namespace parley::whats91
