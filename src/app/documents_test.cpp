#include "app/documents.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace parley::app {
namespace {

std::vector<std::string> all_of(const std::string& text) {
  std::istringstream input(text);
  Documents documents(input);
  std::vector<std::string> all;
  while (auto document = documents.next()) all.push_back(std::move(*document));
  return all;
}

using Texts = std::vector<std::string>;

TEST(Documents, AreOneOfManyLinesOrOneALine) {
  const std::pair<std::string, Texts> cases[] = {
      {"", {}},
      {" \n\n", {}},
      {"{}", {"{}"}},
      {"{}\n{\"a\":1}\n", {"{}", "{\"a\":1}"}},
      {"\n{}\r\n\r\n{}\r\n", {"{}", "{}"}},
      {"{\n  \"a\": [\n    {}\n  ]\n}\n", {"{\n  \"a\": [\n    {}\n  ]\n}"}},
      {"{\n", {"{"}},
      {"{\"a\":\n1}", {"{\"a\":\n1}"}},
      {"broken\n{}\n", {"broken", "{}"}},
      {"{\"a\":\n{}\n{}\n", {"{\"a\":", "{}", "{}"}},
      {"{}\n{\"a\":\n{}", {"{}", "{\"a\":", "{}"}},
      {"[]\n", {"[]"}},
  };
  for (const auto& [text, documents] : cases) EXPECT_EQ(all_of(text), documents) << text;
}

TEST(ClosedObject, IsToldByItsBracketsOutsideOfStrings) {
  for (const auto* text : {"{}", " {\"a\":\"}\"} ", R"({"a":"\"}"})", R"({"a":[{},{}]})"}) {
    EXPECT_TRUE(is_closed_object(text)) << text;
  }
  for (const auto* text : {"", "{", "{}{}", "{\"a\":\"}", "[]", "x{}", "{}]"}) {
    EXPECT_FALSE(is_closed_object(text)) << text;
  }
}

}  // namespace
}  // namespace parley::app
