#include "dialects/whats91/query.h"

#include "base/problem.h"

#include <gtest/gtest.h>

namespace parley::whats91 {
namespace {

using http::Params;

Params params_of(std::string_view query) { return Params::of_query(query); }

// The words of the refusal; empty where there is none.
template <class Read>
std::string refusal(Read read, std::string_view query) {
  try {
    (void)read(params_of(query));
    return "";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), Problem::Kind::invalid) << query;
    return problem.what();
  }
}

// What every list does with a parameter that is wrong in one of these ways.
constexpr std::string_view wrong_numbers[] = {
    "0",
    "-1",
    "-0",
    "1.0",
    "1.5",
    "1e1",
    "%2B1",
    "+1",
    "1+",
    "0x1",
    "abc",
    "1,2",
    "true",
    "%00",
    "1%00",
    "%FF",
    "١",
    "99999999999999999999",
    "9223372036854775808",
};

TEST(Whats91Query, TakesPagesInTheirBounds) {
  const struct {
    std::string_view query;
    std::int64_t offset, limit;
  } cases[] = {
      {"", 0, 50},
      {"page=&limit=", 0, 50},
      {"page=1&limit=200", 0, 200},
      {"page=3&limit=7", 14, 7},
      {"page=3", 100, 50},
      {"page=007", 300, 50},
      {"page=2&page=9", 50, 50},
      {"page=9007199254740992&limit=200", 1801439850948198200, 200},
  };
  for (const auto& [query, offset, limit] : cases) {
    const auto conversations = read_conversation_query(params_of(query));
    const auto messages = read_message_query(params_of(query));
    EXPECT_EQ(conversations.offset, offset) << query;
    EXPECT_EQ(conversations.limit, limit) << query;
    EXPECT_EQ(messages.offset, offset) << query;
    EXPECT_EQ(messages.limit, limit) << query;
  }
}

TEST(Whats91Query, RefusesPagesOutOfBounds) {
  for (const auto wrong : wrong_numbers) {
    const auto page = "page=" + std::string(wrong);
    const auto limit = "limit=" + std::string(wrong);
    EXPECT_EQ(refusal(read_conversation_query, page), "page must be a positive integer") << page;
    EXPECT_EQ(refusal(read_message_query, page), "page must be a positive integer") << page;
    EXPECT_EQ(refusal(read_conversation_query, limit), "limit must be between 1 and 200") << limit;
    EXPECT_EQ(refusal(read_message_query, limit), "limit must be between 1 and 200") << limit;
  }
  EXPECT_EQ(refusal(read_conversation_query, "limit=201"), "limit must be between 1 and 200");
  EXPECT_EQ(refusal(read_conversation_query, "page=9007199254740993"), "page must be a positive integer");
}

TEST(Whats91Query, RefusesOtherWordsThanTheDocumented) {
  const struct {
    std::string_view name, words;
    std::vector<std::string_view> wrong;
  } cases[] = {
      {"status",
       "status is invalid",
       {"Active", "open", "pending", "ALL", " ", "active%00", "%FF", "0", "-1"}},
      {"archived", "archived is invalid", {"True", "1", "0", "yes", "null", "true%00", "%C3%28"}},
      {"unreadOnly", "unreadOnly is invalid", {"TRUE", "1", "on", " true"}},
      {"lastDirection", "lastDirection is invalid", {"Inbound", "in", "all", "%00"}},
      {"labelMatchMode", "labelMatchMode is invalid", {"NONE", "1", "ANY,ALL", "%00"}},
      {"sortOrder", "sortOrder is invalid", {"DESCENDING", "-1", "up", "%00"}},
      {"sortBy",
       "sortBy is not supported for conversations",
       {"timestamp", "LAST_MESSAGE_AT", "name", "1;DROP", "%00", "%FF"}},
      {"dateFrom",
       "dateFrom is invalid",
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-6-5", "05-06-2026", "2026-06-05T00:00:00Z", "today",
        "0", "-1", "2026-06-05%00", "%FF"}},
      {"dateTo", "dateTo is invalid", {"2026-02-30", "20260605", "99999-01-01", "+2026-01-01"}},
      {"mobileNumber", "mobileNumber is invalid", {"abc", "123456", "1234567890123456", "%00", "0", "-1"}},
      {"contactPhone", "contactPhone is invalid", {"abc", "123456", "1234567890123456"}},
      {"search", "search is invalid", {"%00", "a%00b", "%FF", "%C0%80", "%ED%A0%80"}},
      {"labelUid", "labelUid is invalid", {"%00", "%FF"}},
      {"includeLabelUids", "includeLabelUids is invalid", {"a,%00", "%FF,b"}},
      {"excludeLabelUids", "excludeLabelUids is invalid", {"a,%00", "%FF,b"}},
  };
  for (const auto& [name, words, wrong] : cases) {
    EXPECT_EQ(refusal(read_conversation_query, name), "") << name;
    EXPECT_EQ(refusal(read_conversation_query, std::string(name) + '='), "") << name;
    for (const auto value : wrong)
      EXPECT_EQ(refusal(read_conversation_query, std::string(name) + '=' + std::string(value)), words)
          << value;
  }
}

TEST(Whats91Query, RefusesOtherWordsThanTheDocumentedForMessages) {
  const struct {
    std::string_view name, words;
    std::vector<std::string_view> wrong;
  } cases[] = {
      {"status", "status is invalid", {"Read", "played", "accepted", "ALL", "%00"}},
      {"direction", "direction is invalid", {"in", "INBOUND", "all", "%00", "0"}},
      {"sortBy",
       "sortBy is not supported for conversation messages",
       {"last_message_at", "Timestamp", "at", "%00"}},
      {"sortOrder", "sortOrder is invalid", {"DESCENDING", "1"}},
      {"messageType", "messageType is invalid", {"%00", "%FF"}},
      {"search", "search is invalid", {"%00", "%FF"}},
  };
  for (const auto& [name, words, wrong] : cases) {
    EXPECT_EQ(refusal(read_message_query, std::string(name) + '='), "") << name;
    for (const auto value : wrong)
      EXPECT_EQ(refusal(read_message_query, std::string(name) + '=' + std::string(value)), words) << value;
  }
}

TEST(Whats91Query, IgnoresWhatIsNotItsOwn) {
  EXPECT_EQ(refusal(read_conversation_query, "userId=x&direction=x&messageType=x&foo[]=%FF&=&&storage=x"),
            "");
  EXPECT_EQ(refusal(read_message_query, "dateFrom=x&dateTo=x&archived=x&labelUid=%00&lastDirection=x"), "");
  EXPECT_EQ(refusal(read_conversation_filter, "page=0&limit=0&sortBy=x&sortOrder=x"), "");
}

TEST(Whats91Query, CountsTheFirstOfSeveral) {
  EXPECT_EQ(refusal(read_conversation_query, "status=active&status=x"), "");
  EXPECT_EQ(refusal(read_conversation_query, "status=x&status=active"), "status is invalid");
}

TEST(Whats91Query, TakesWholeDaysAtBothEnds) {
  const auto day = [](std::string_view text) { return parse_date(text); };
  auto filter = read_conversation_filter(params_of("dateFrom=2026-06-05&dateTo=2026-06-05"));
  EXPECT_EQ(filter.active_from, day("2026-06-05"));
  EXPECT_EQ(filter.active_until, day("2026-06-06"));
  filter = read_conversation_filter(params_of("dateTo=2028-02-29"));
  EXPECT_EQ(filter.active_from, std::nullopt);
  EXPECT_EQ(filter.active_until, day("2028-03-01"));
  filter = read_conversation_filter(params_of("dateFrom=2026-06-05"));
  EXPECT_EQ(filter.active_until, std::nullopt);
  EXPECT_EQ(refusal(read_conversation_filter, "dateFrom=2026-06-06&dateTo=2026-06-05"),
            "dateFrom must not be after dateTo");
}

TEST(Whats91Query, ReadsEachConversationFilter) {
  const auto filter = read_conversation_filter(
      params_of("search=a+b%20c&status=active&archived=false&unreadOnly=true&lastDirection=outbound"));
  EXPECT_EQ(filter.search, "a b c");
  EXPECT_EQ(filter.status, (std::vector{ConversationStatus::open, ConversationStatus::pending}));
  EXPECT_EQ(filter.archived, false);
  EXPECT_TRUE(filter.unread_only);
  EXPECT_EQ(filter.last_direction, Direction::outbound);
  EXPECT_TRUE(read_conversation_filter(params_of("status=all")).status.empty());
  EXPECT_EQ(read_conversation_filter(params_of("archived=true")).archived, true);
  EXPECT_EQ(read_conversation_filter(params_of("")).archived, std::nullopt);
  EXPECT_FALSE(read_conversation_filter(params_of("unreadOnly=false")).unread_only);
}

TEST(Whats91Query, ReadsPhones) {
  const struct {
    std::string_view query;
    std::vector<std::string> phones;
  } cases[] = {
      {"", {}},
      {"mobileNumber=919343841961", {"919343841961"}},
      {"mobileNumber=%2B91+93438-41961", {"919343841961"}},
      {"mobileNumber=1234567", {"1234567"}},
      {"contactPhone=919343841961", {"919343841961"}},
      {"contactPhone=922222222&mobileNumber=911111111", {"911111111"}},
      {"contactPhone=922222222&mobileNumber=", {"922222222"}},
  };
  for (const auto& [query, phones] : cases)
    EXPECT_EQ(read_conversation_filter(params_of(query)).phones, phones) << query;
}

TEST(Whats91Query, ReadsLabels) {
  using Labels = std::vector<std::string>;
  const auto filter = read_conversation_filter(
      params_of("labelUid=a&includeLabelUids=b,%20c%20,,a,b&excludeLabelUids=,d&labelMatchMode=all"));
  EXPECT_EQ(filter.labels, (Labels{"a", "b", "c"}));
  EXPECT_EQ(filter.without_labels, Labels{"d"});
  EXPECT_EQ(filter.label_match, LabelMatch::all);
  EXPECT_EQ(read_conversation_filter(params_of("labelUid=a,b")).labels, Labels{"a,b"});
  EXPECT_EQ(read_conversation_filter(params_of("labelUid=+&includeLabelUids=,+,")).labels, Labels{});
  EXPECT_EQ(read_conversation_filter(params_of("labelMatchMode=Any")).label_match, LabelMatch::any);

  std::string many = "includeLabelUids=";
  for (int i = 0; i < 101; ++i) many += std::to_string(i) + ',';
  EXPECT_EQ(refusal(read_conversation_filter, many), "includeLabelUids names too many labels");
}

TEST(Whats91Query, ReadsSorts) {
  const auto usual = read_conversation_query(params_of(""));
  EXPECT_EQ(usual.sort, ConversationSort::last_message_at);
  EXPECT_TRUE(usual.descending);
  const auto chosen = read_conversation_query(params_of("sortBy=unread_count&sortOrder=asc"));
  EXPECT_EQ(chosen.sort, ConversationSort::unread_count);
  EXPECT_FALSE(chosen.descending);
  const auto messages = read_message_query(params_of("sortBy=updated_at&sortOrder=ASC"));
  EXPECT_EQ(messages.sort, MessageSort::updated_at);
  EXPECT_FALSE(messages.descending);
  EXPECT_EQ(read_message_query(params_of("sortBy=timestamp")).sort, MessageSort::at);
}

TEST(Whats91Query, ReadsEachMessageFilter) {
  const auto query =
      read_message_query(params_of("direction=inbound&messageType=image&status=read&search=hi"));
  EXPECT_EQ(query.direction, Direction::inbound);
  EXPECT_EQ(query.types, std::vector<std::string>{"image"});
  EXPECT_EQ(query.status, (std::vector{MessageStatus::read, MessageStatus::played}));
  EXPECT_EQ(query.search, "hi");
  EXPECT_TRUE(read_message_query(params_of("status=all")).status.empty());
}

TEST(Whats91Query, ReadsPartsOfThePath) {
  EXPECT_EQ(read_conversation_id("194977"), 194977);
  EXPECT_EQ(read_conversation_id("9007199254740992"), std::int64_t{1} << 53);
  for (const auto* wrong :
       {"", "0", "-1", "+1", "abc", "1a", "1.0", " 1", "9007199254740993", "99999999999999999999"})
    EXPECT_THROW(read_conversation_id(wrong), Problem) << wrong;
  EXPECT_THROW(read_conversation_id(std::string_view("1\0", 2)), Problem);
  EXPECT_EQ(read_mobile_number("+91 93438-41961"), "919343841961");
  for (const auto* wrong : {"", "abc", "123456", "1234567890123456"})
    EXPECT_THROW(read_mobile_number(wrong), Problem) << wrong;
}

}  // namespace
}  // namespace parley::whats91
