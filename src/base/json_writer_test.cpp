#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

std::string as_field(std::string_view text) {
  std::string out;
  JsonWriter(out).open('{').field("name", text).nullable("again", text).field("yes", true).close('}');
  return out;
}

std::string as_key_and_value(std::string_view text) {
  std::string out;
  JsonWriter json(out);
  json.open('{').key("name").value(text).key("again");
  text.empty() ? json.value(nullptr) : json.value(text);
  json.key("yes").value(true).close('}');
  return out;
}

// A field's short plain texts take another way than all others.
TEST(JsonWriter, WritesAFieldAsItWritesAKeyAndAValue) {
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string plain(size, 'a');
    ASSERT_EQ(as_field(plain), as_key_and_value(plain));
    for (const std::string_view odd : {"\"", "\\", "\n", "\x01", "\x7F", "é", "\x80", "\xF0\x9F\x98\x80"}) {
      for (const auto at : {std::size_t{0}, size / 2, size}) {
        auto text = plain;
        text.insert(at, odd);
        ASSERT_EQ(as_field(text), as_key_and_value(text)) << size << ' ' << odd;
      }
    }
  }
}

TEST(JsonWriter, EscapesAndMends) {
  EXPECT_EQ(as_field("a\"b\\c\n\x02"), R"({"name":"a\"b\\c\n\u0002","again":"a\"b\\c\n\u0002","yes":true})");
  EXPECT_EQ(as_field("\xFF"), "{\"name\":\"\xEF\xBF\xBD\",\"again\":\"\xEF\xBF\xBD\",\"yes\":true}");
  EXPECT_EQ(as_field(""), R"({"name":"","again":null,"yes":true})");
}

}  // namespace
}  // namespace parley
