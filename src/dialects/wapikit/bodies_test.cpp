#include "dialects/wapikit/bodies.h"

#include "base/problem.h"

#include <gtest/gtest.h>

namespace parley::wapikit {
namespace {

TEST(WapikitBodies, ReadPhonesAsPeopleWriteThem) {
  const struct {
    std::string_view text, digits;
  } cases[] = {
      {"5511987654321", "5511987654321"},
      {"+55 (11) 98765-4321", "5511987654321"},
      {"005511987654321", "5511987654321"},
      {"1234567", "1234567"},
      {"123456789012345", "123456789012345"},
      {"123456", ""},
      {"1234567890123456", ""},
      {"0123456789", ""},
      {"+55+11987654321", ""},
      {"55 11 abc 98765", ""},
      {"five", ""},
      {"", ""},
      {"+", ""},
  };
  for (const auto& [text, digits] : cases) EXPECT_EQ(phone_digits(text), digits) << text;
}

TEST(WapikitBodies, NameEachIdOnce) {
  const auto tree = JsonTree::read_any(
      R"(["7D444840-9dc0-41d1-b245-5ffdce74fad2","7d444840-9dc0-41d1-b245-5ffdce74fad2"])");
  EXPECT_EQ(read_ids(tree->root(), "tags", kind::label),
            std::vector<std::string>{"7d444840-9dc0-41d1-b245-5ffdce74fad2"});
  EXPECT_TRUE(read_ids(Json(), "tags", kind::label).empty());
}

}  // namespace
}  // namespace parley::wapikit
