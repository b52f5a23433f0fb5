#include "app/print.h"

#include "app/address.h"
#include "base/problem.h"

#include <gtest/gtest.h>

namespace parley::app {
namespace {

const Row acme{{"id", 1}, {"name", "Café \"Acme\""}, {"active", true}, {"waba", nullable("")}};

TEST(Print, SpellsARowAsJson) {
  EXPECT_EQ(json_of(acme), R"({"id":1,"name":"Café \"Acme\"","active":true,"waba":null})");
  EXPECT_EQ(json_of(std::vector<Row>{}), "[]");
  EXPECT_EQ(json_of(std::vector{Row{{"id", 1}}, Row{{"id", 2}}}), R"([{"id":1},{"id":2}])");
}

TEST(Print, SetsRowsInColumns) {
  EXPECT_EQ(table_of({Row{{"id", 1}, {"name", "ção"}, {"at", "x"}},
                      Row{{"id", 1'000}, {"name", "b"}, {"at", "y"}}}),
            "id    name  at\n"
            "1     ção   x\n"
            "1000  b     y\n");
}

TEST(Address, IsAHostAndAPort) {
  const std::pair<const char*, const char*> cases[] = {
      {"127.0.0.1:8080", "127.0.0.1:8080"},
      {"localhost:0", "127.0.0.1:0"},
      {":80", "0.0.0.0:80"},
      {"*:80", "0.0.0.0:80"},
      {"[::1]:80", "[::1]:80"},
  };
  for (const auto& [text, spelt] : cases) EXPECT_EQ(spell(parse_address(text)), spelt) << text;
  for (const auto* text :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:8x", "example.com:80"}) {
    EXPECT_THROW(parse_address(text), Problem) << text;
  }
}

}  // namespace
}  // namespace parley::app
