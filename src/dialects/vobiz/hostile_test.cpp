// Requests that mean no good.

#include "base/text.h"
#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

// Whatever stands in the query: an answer in the vendor's form, and never a broken server.
TEST_F(Vobiz, NeverBreaks) {
  tell_documented_conversation();
  constexpr std::string_view names[] = {"page", "limit", "cursor", "search", "tag", "unknown"};
  constexpr std::string_view values[] = {
      "",
      "0",
      "-1",
      "1",
      "1.5",
      "99999999999999999999",
      "9007199254740992",
      "9007199254740993",
      "abc",
      "true",
      "%00",
      "%FF",
      "%F0%9F%98%80",
      "%",
      "%2",
      "'",
      "%25",
      "_",
      "[]",
      "{}",
      "a,b,,",
      "\\",
      "\"",
      "919876543210",
  };
  for (const auto& base : both) {
    for (const auto& path : {base + "/conversations", messages_of(base), base + "/channels/whatsapp"}) {
      for (const auto name : names) {
        for (const auto value : values) {
          for (const auto& query : {std::string(name) + '=' + std::string(value),
                                    std::string(name) + '=' + std::string(value) + "&limit=1&page=2"}) {
            const auto answered = get(asking(path, query));
            EXPECT_TRUE(answered.status == 200 || answered.status == 400)
                << path << '?' << query << answered.body;
            if (answered.status == 400) expect_form("error", answered);
            EXPECT_TRUE(is_storable_utf8(answered.body)) << query;
            EXPECT_EQ(minified(answered.body), answered.body) << query;
          }
        }
      }
    }
  }
}

TEST_F(Vobiz, RefusesPagesThatAreNone) {
  for (const auto& base : both) {
    for (const auto* query : {"page=0", "page=-1", "page=x", "limit=0", "limit=-5", "limit=ten", "page=1.0",
                              "page=%00", "limit=%FF"}) {
      expect_refusal(get(base + "/conversations?" + query), 400, "BAD_REQUEST");
    }
    EXPECT_EQ(get(base + "/conversations?page=99999999999999999999&limit=100").status, 200);
  }
}

}  // namespace
}  // namespace parley::vobiz
