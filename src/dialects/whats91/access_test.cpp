#include "dialects/whats91/whats91.h"

#include <gtest/gtest.h>

namespace parley::whats91 {
namespace {

TEST(Whats91Credential, IsFoundInEachPlace) {
  const struct {
    std::optional<std::string_view> header;
    std::string_view query;
    std::optional<std::string> token;
  } cases[] = {
      {std::nullopt, "", std::nullopt},
      {"Bearer abc", "", "abc"},
      {"bearer abc", "", "abc"},
      {"BEARER abc", "", "abc"},
      {"Bearer   abc  ", "", "abc"},
      {"Bearer", "", std::nullopt},
      {"Bearer ", "", std::nullopt},
      {"Bearerabc", "", std::nullopt},
      {"Basic YTpi", "", std::nullopt},
      {"abc", "", std::nullopt},
      {"", "", std::nullopt},
      {std::nullopt, "authToken=abc", "abc"},
      {std::nullopt, "auth_token=abc", "abc"},
      {std::nullopt, "token=abc", "abc"},
      {std::nullopt, "token=a%62c", "abc"},
      {std::nullopt, "AuthToken=abc", std::nullopt},
      {std::nullopt, "token=3&auth_token=2&authToken=1", "1"},
      {std::nullopt, "token=3&auth_token=2", "2"},
      {std::nullopt, "token=3&auth_token=&authToken=", "3"},
      {std::nullopt, "token=&auth_token&authToken=", std::nullopt},
      {"Bearer abc", "authToken=other", "abc"},
      {"Basic YTpi", "authToken=other", "other"},
      {"Bearer ", "authToken=other", "other"},
  };
  for (const auto& [header, query, token] : cases) {
    http::Request request;
    if (header) request.headers.push_back({"Authorization", *header});
    EXPECT_EQ(credential(request, http::Params::of_query(query)), token)
        << header.value_or("-") << ' ' << query;
  }
}

// The numbers of an organization, by what a case is about.
Sender number(std::int64_t id, std::string phone, bool connected = true, bool is_default = false) {
  return {.id = {id}, .phone = std::move(phone), .connected = connected, .is_default = is_default};
}

const std::vector<Sender> none;
const std::vector<Sender> one{number(1, "911")};
const std::vector<Sender> one_gone{number(1, "911", false)};
const std::vector<Sender> two{number(1, "911"), number(2, "922")};
const std::vector<Sender> two_with_default{number(1, "911"), number(2, "922", true, true)};
const std::vector<Sender> two_with_default_gone{number(1, "911"), number(2, "922", false, true)};
const std::vector<Sender> three_with_default_gone{number(1, "911"), number(2, "922", false, true),
                                                  number(3, "933")};
const std::vector<Sender> moved{number(1, "911", false), number(2, "911")};

// What is found, in a word: the number's id, or the refusal.
std::string found(const std::vector<Sender>& senders, std::optional<SenderId> bound, std::string_view query) {
  try {
    return std::to_string(sender_of(senders, {.sender = bound}, http::Params::of_query(query)).id.value);
  } catch (const Problem& problem) {
    return problem.kind() == Problem::Kind::forbidden ? "not allowed" : "incomplete";
  }
}

TEST(Whats91Sender, IsResolved) {
  constexpr std::optional<SenderId> global;
  const struct {
    const std::vector<Sender>& senders;
    std::optional<SenderId> bound;
    std::string_view query;
    std::string_view found;
  } cases[] = {
      // A global token that names no number: the default, else the only one.
      {none, global, "", "incomplete"},
      {one, global, "", "1"},
      {one, global, "senderId=", "1"},
      {one_gone, global, "", "incomplete"},
      {two, global, "", "incomplete"},
      {two_with_default, global, "", "2"},
      {two_with_default_gone, global, "", "1"},
      {three_with_default_gone, global, "", "incomplete"},
      // A global token that names one: any that is connected.
      {two, global, "senderId=922", "2"},
      {two, global, "senderId=%2B9-2%202", "2"},
      {two, global, "senderId=933", "incomplete"},
      {two, global, "senderId=92", "incomplete"},
      {one_gone, global, "senderId=911", "incomplete"},
      {two_with_default, global, "senderId=911", "1"},
      {moved, global, "senderId=911", "2"},
      // A token bound to a number: that one and no other.
      {two, SenderId{1}, "", "1"},
      {two_with_default, SenderId{1}, "", "1"},
      {two, SenderId{1}, "senderId=911", "1"},
      {two, SenderId{1}, "senderId=+911", "1"},
      {two, SenderId{1}, "senderId=922", "not allowed"},
      {two, SenderId{1}, "senderId=933", "not allowed"},
      {two_with_default_gone, SenderId{2}, "", "incomplete"},
      {two_with_default_gone, SenderId{2}, "senderId=922", "incomplete"},
      {two_with_default_gone, SenderId{2}, "senderId=911", "not allowed"},
      {one, SenderId{9}, "", "incomplete"},
      {one, SenderId{9}, "senderId=911", "incomplete"},
      // What holds no digit names no number; the first of several counts.
      {one, global, "senderId=abc", "1"},
      {two, global, "senderId=911&senderId=922", "1"},
  };
  int line = 0;
  for (const auto& [senders, bound, query, expected] : cases)
    EXPECT_EQ(found(senders, bound, query), expected) << "case " << line++ << ' ' << query;
}

}  // namespace
}  // namespace parley::whats91
