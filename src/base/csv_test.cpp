#include "base/csv.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

// Rows as line:[field][field], the fault behind them.
std::string spelt(std::string_view text, CsvFormat format = {}) {
  static constexpr std::string_view faults[] = {"", "!quotes", "!long", "!many"};
  CsvReader reader(text, format);
  CsvRow row;
  std::string out;
  while (reader.next(row)) {
    out += std::to_string(row.line) + ':';
    for (const auto& field : row.fields) out += '[' + field + ']';
    out += faults[static_cast<std::size_t>(row.fault)];
    out += ' ';
  }
  return out;
}

TEST(Csv, ReadsRows) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"", ""},
      {"a", "1:[a] "},
      {"a,b", "1:[a][b] "},
      {"a,b\r\n", "1:[a][b] "},
      {"a,b\r\nc,d", "1:[a][b] 2:[c][d] "},
      {"a,b\nc,d\n", "1:[a][b] 2:[c][d] "},
      {"a\rb\rc", "1:[a] 2:[b] 3:[c] "},
      {"\xEF\xBB\xBF"
       "a,b",
       "1:[a][b] "},
      {"\xEF\xBB\xBF\"a\"", "1:[a] "},
      {"\r\n\n a \n\n\nb\n", "3:[ a ] 6:[b] "},
      {",", "1:[][] "},
      {"a,", "1:[a][] "},
      {",\n,", "1:[][] 2:[][] "},
      {"\"\"", "1:[] "},
      {"\"a\",\"b\"", "1:[a][b] "},
      {"\"a,b\",c", "1:[a,b][c] "},
      {"\"a\"\"b\"", "1:[a\"b] "},
      {"\"\"\"\"", "1:[\"] "},
      {"\"a\r\nb\",c\r\nd", "1:[a\r\nb][c] 3:[d] "},
      {"\"a\nb\rc\"\nd", "1:[a\nb\rc] 4:[d] "},
      {"5\" pipe,b", "1:[5\" pipe][b] "},
      {"a, \"b\"", "1:[a][ \"b\"] "},
      {"a;b,c", "1:[a;b][c] "},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(spelt(text), expected) << text;
}

TEST(Csv, TellsWrongRowsAndReadsOn) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"\"a", "1:[a]!quotes "},
      {"a,\"b\nc", "1:[a][b\nc]!quotes "},
      {"\"a\"b,c\nd", "1:[a]!quotes 2:[d] "},
      {"\"a\" ,c\nd", "1:[a]!quotes 2:[d] "},
      {"x,y,z\n1,2,3,4\n5", "1:[x][y][z] 2:[1][2][3]!many 3:[5] "},
      {"123456,b\nc", "1:[12345]!long 2:[c] "},
      {"\"123\"\"456\",b\nc", "1:[123\"4]!long 2:[c] "},
      {"\"123456\n7\",b\nc", "1:[12345]!long 3:[c] "},
      {"12345,b\nc", "1:[12345][b] 2:[c] "},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(spelt(text, {.longest_field = 5, .most_fields = 3}), expected) << text;
}

TEST(Csv, TakesAnyDelimiter) {
  EXPECT_EQ(spelt("a;b,c\n\"d;e\";f", {.delimiter = ';'}), "1:[a][b,c] 2:[d;e][f] ");
  EXPECT_EQ(spelt("a\tb", {.delimiter = '\t'}), "1:[a][b] ");
}

}  // namespace
}  // namespace parley
