#include "dialects/origin.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

std::string origin(http::Request request, std::string public_url = {}) {
  DialectSettings settings;
  settings.public_url = std::move(public_url);
  return origin_of(request, settings);
}

TEST(Origin, IsTheHostThatWasAsked) {
  const struct {
    std::string_view host;
    bool secure;
    std::string_view expected;
  } cases[] = {
      {"chat.example", false, "http://chat.example"},
      {"chat.example:8443", true, "https://chat.example:8443"},
      {"[::1]:80", false, "http://[::1]:80"},
      {"", false, ""},
      {"chat.example/evil", false, ""},
      {"a@b", false, ""},
      {"chat\" onload=", false, ""},
  };
  for (const auto& [host, secure, expected] : cases) {
    EXPECT_EQ(origin({.headers = {{"Host", host}}, .secure = secure}), expected) << host;
  }
  EXPECT_EQ(origin({}), "");
}

TEST(Origin, IsSecureWhereTheProxyBeforeUsWas) {
  const auto behind = [](std::string_view proto) {
    return origin({.headers = {{"Host", "chat.example"}, {"X-Forwarded-Proto", proto}}});
  };
  EXPECT_EQ(behind("https"), "https://chat.example");
  EXPECT_EQ(behind(" HTTPS "), "https://chat.example");
  EXPECT_EQ(behind("http"), "http://chat.example");
  EXPECT_EQ(behind("gopher"), "http://chat.example");
}

TEST(Origin, IsWhatTheSettingsSayWhoeverAsks) {
  EXPECT_EQ(origin({.headers = {{"Host", "evil.example"}}}, "https://chat.example"), "https://chat.example");
  EXPECT_EQ(origin({}, "https://chat.example"), "https://chat.example");
}

}  // namespace
}  // namespace parley
