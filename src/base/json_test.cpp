#include "base/json.h"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

constexpr const char* mark = "\xEF\xBF\xBD";  // U+FFFD

std::string compact(std::string_view body) {
  const auto tree = JsonTree::read(body);
  return tree ? tree->root().compact() : "refused";
}

std::string text_of_a(std::string_view body) {
  const auto tree = JsonTree::read(body);
  return tree ? tree->root()["a"].text() : "refused";
}

std::string source_of_a(std::string_view body) {
  const auto tree = JsonTree::read(body);
  if (!tree) return "refused";
  const auto slice = tree->root()["a"].slice();
  return std::string(body.substr(slice.offset, slice.length));
}

TEST(JsonTree, ReadsObjectsOnly) {
  for (const std::string_view body : {"",
                                      " ",
                                      "x",
                                      "[]",
                                      "[{}]",
                                      "1",
                                      "\"a\"",
                                      "null",
                                      "{",
                                      "}",
                                      "{]",
                                      "[}",
                                      "{}}",
                                      "{} {}",
                                      "{},",
                                      "{}x",
                                      "{a:1}",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":1,}",
                                      "{,}",
                                      "{\"a\" 1}",
                                      "{\"a\":1 \"b\":2}",
                                      "{\"a\":[1 2]}",
                                      "{\"a\":[1,]}",
                                      "{\"a\":tru}",
                                      "{\"a\":truee}",
                                      "{\"a\":01}",
                                      "{\"a\":+1}",
                                      "{\"a\":1.}",
                                      "{\"a\":.5}",
                                      "{\"a\":1e}",
                                      "{\"a\":-}",
                                      "{\"a\":NaN}",
                                      "{\"a\":1x}",
                                      "{\"a\":\"",
                                      "{\"a\":\"b}",
                                      "{\"a\":\"b\"x}",
                                      "{'a':1}",
                                      "{\"a\":{}",
                                      "{\"a\":[}",
                                      "{\"a\":\xC3\xA9}",
                                      "{\x01}",
                                      "{1:2}",
                                      "{\"a\":[[1]}",
                                      "{\"a\"::1}"}) {
    EXPECT_EQ(compact(body), "refused") << body;
  }
  EXPECT_EQ(compact(std::string_view("{}\0", 3)), "refused");
}

TEST(JsonTree, WritesWithoutBlanksAndKeepsNumbersAsSpelt) {
  const struct {
    std::string_view body, expected;
  } cases[] = {
      {" {\n} ", "{}"},
      {R"({ "a" : [ ] , "b" : { } , "c":[ 1 , -0.50e+10, 12345678901234567890123, true,false , null ] })",
       R"({"a":[],"b":{},"c":[1,-0.50e+10,12345678901234567890123,true,false,null]})"},
      {R"({"a\"":"\u00e9\ud83d\ude00\/\n"})", "{\"a\\\"\":\"é😀/\\n\"}"},
      {R"({"a":{"b":[{"c":"d"}]},"a":2})", R"({"a":{"b":[{"c":"d"}]},"a":2})"},
      {R"({"a":1E400})", R"({"a":1E400})"},
  };
  for (const auto& [body, expected] : cases) EXPECT_EQ(compact(body), expected) << body;
}

TEST(JsonTree, PutsAMarkWhereTextIsBroken) {
  const std::string m = mark;
  const struct {
    std::string body, expected;
  } cases[] = {
      {R"({"a":"x\ud83dy"})", "x" + m + "y"},
      {R"({"a":"\ude00"})", m},
      {R"({"a":"\ud83d\ud83d\ude00"})", m + "😀"},
      {R"({"a":"\ud83d\n"})", m + "\n"},
      {R"({"a":"x\u0000y"})", "x" + m + "y"},
      {R"({"a":"x\qy\'"})", "x" + m + "y" + m},
      {R"({"a":"\u12"})", m + "12"},
      {R"({"a":"\u12g4"})", m + "12g4"},
      {R"({"a":"\u-123"})", m + "-123"},
      {R"({"a":"\é"})", m + "é"},
      {"{\"a\":\"x\xFFy\"}", "x" + m + "y"},
      {"{\"a\":\"\xC3\"}", m},
      {"{\"a\":\"\xED\xA0\xBD\"}", m + m + m},
      {"{\"a\":\"\xF0\x9F\x98\x80\xFF\"}", "😀" + m},
      {"{\"a\":\"\\\xFF\"}", m + m},
      {"{\"a\":\"tab\tline\n\"}", "tab\tline\n"},
      {std::string("{\"a\":\"x\0y\"}", 11), "x" + m + "y"},
      {"{\"b\":\"\xFF\",\"a\":\"\\\"\"}", "\""},
      {"{\"\xFF\":1,\n\"a\":\"é\"}", "é"},
  };
  for (const auto& [body, expected] : cases) EXPECT_EQ(text_of_a(body), expected) << body;
}

TEST(JsonTree, KnowsWhetherAllOfItIsAsItWasSaid) {
  const auto nested = [](int levels) {
    return R"({"a":)" + std::string(static_cast<std::size_t>(levels), '[') +
           std::string(static_cast<std::size_t>(levels), ']') + "}";
  };
  const struct {
    std::string body;
    bool is_exact;
  } cases[] = {
      {R"({"a":"b"})", true},
      {R"({"a":"\u0000"})", false},
      {R"({"a":"\\u0000"})", true},
      {R"({"a":"\\\u0000"})", false},
      {R"({"a":"\\\\u0000"})", true},
      {R"({"a":"\u00000"})", false},
      {R"({"\u0000":"b"})", false},
      {R"({"a":[{"b":{"\ud800":1}}]})", false},
      {R"({"a":"\u0001\b\f\n\r\t\"\/\\"})", true},
      {R"({"a":"\ud83d\ude00"})", true},
      {R"({"a":"\uD83D\uDE00"})", true},
      {R"({"a":"\ud83d"})", false},
      {R"({"a":"\ude00"})", false},
      {R"({"a":"\ude00\ud83d"})", false},
      {R"({"a":"\ud83d\ud83d\ude00"})", false},
      {R"({"a":"\ud83d\\ude00"})", false},
      {R"({"a":"\ufffd"})", true},
      {"{\"a\":\"\xEF\xBF\xBD\"}", true},
      {R"({"a":"\q"})", false},
      {R"({"a":"\u12"})", false},
      {"{\"a\":\"x\xFFy\"}", false},
      {"{\"\xFF\":1}", false},
      {"{\"a\":\"tab\t\"}", false},
      {std::string("{\"a\":\"x\0y\"}", 11), false},
      {nested(127), true},
      {nested(200), false},
  };
  for (const auto& [body, is_exact] : cases) {
    const auto tree = JsonTree::read_any(body);
    ASSERT_TRUE(tree) << body;
    EXPECT_EQ(tree->is_exact(), is_exact) << body;
  }
}

TEST(JsonTree, KnowsWhereEachThingStands) {
  const struct {
    std::string_view body, expected;
  } cases[] = {
      {R"({"a":{"b":[1,2]}})", R"({"b":[1,2]})"},
      {"{\"a\" : { \"b\" : 1 } \n }", "{ \"b\" : 1 }"},
      {"{\"a\":[ ] ,\"b\":1}", "[ ]"},
      {"{\"x\":{\"a\":1},\"a\" : \"\\\"}\" , \"b\":1}", "\"\\\"}\""},
      {"{\"\xFF\xFF\":\"\xFF\",\"a\":{\"b\":\"\xFF\"}}", "{\"b\":\"\xFF\"}"},
      {R"({"\u0061":[1]})", "[1]"},
      {R"({"b":1})", ""},
  };
  for (const auto& [body, expected] : cases) EXPECT_EQ(source_of_a(body), expected) << body;
}

TEST(JsonTree, AnswersWhateverItIsAsked) {
  const auto tree = JsonTree::read(R"({"s":"","n":0,"t":true,"w":"true","o":{},"l":[],"z":null})");
  ASSERT_TRUE(tree);
  const Json root = tree->root();
  EXPECT_TRUE(root["nowhere"]["further"]["still"].is_absent());
  EXPECT_EQ(root["nowhere"].text() + root["nowhere"].compact() + root["nowhere"].name(), "");
  EXPECT_EQ(root["n"]["further"].text(), "");
  EXPECT_EQ(root["n"].text(), "0");
  EXPECT_EQ(root["t"].text(), "");
  for (const char* name : {"s", "o", "l", "z", "nowhere"}) EXPECT_TRUE(root[name].is_empty()) << name;
  for (const char* name : {"n", "t", "w"}) EXPECT_FALSE(root[name].is_empty()) << name;
  EXPECT_TRUE(root["t"].is_true() && root["w"].is_true());
  EXPECT_FALSE(root["n"].is_true());
  int count = 0;
  for (const Json json : {root["nowhere"], root["n"], root["s"], root["o"], root["l"]}) {
    for ([[maybe_unused]] const Json child : json) ++count;
  }
  EXPECT_EQ(count, 0);
}

TEST(JsonTree, OutlivesAnyDepth) {
  for (const std::size_t depth : {100U, 127U, 128U, 129U, 1000U, 200'000U}) {
    const auto lists = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(source_of_a("{\"a\":" + lists + ",\"b\":1}"), lists) << depth;
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\":";
    const auto body = objects + "1" + std::string(depth, '}');
    EXPECT_EQ(source_of_a(body), body.substr(5, body.size() - 6)) << depth;
    EXPECT_EQ(compact(objects), "refused");
    EXPECT_EQ(compact("{\"a\":" + std::string(depth, '[')), "refused");
  }
  EXPECT_EQ(compact("{\"a\":" + std::string(129, '[') + std::string(129, ']') + "}"),
            "{\"a\":" + std::string(127, '[') + "null" + std::string(127, ']') + "}");
}

}  // namespace
}  // namespace parley
