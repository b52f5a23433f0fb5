#include "http/multipart.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::http {
namespace {

using namespace std::string_literals;

TEST(FormBoundary, IsTakenFromTheContentType) {
  const struct {
    std::string_view content_type;
    std::optional<std::string_view> expected;
  } cases[] = {
      {"multipart/form-data; boundary=abc", "abc"},
      {"Multipart/Form-Data;BOUNDARY=abc", "abc"},
      {"multipart/form-data; charset=utf-8 ; boundary=\"a b:c\"", "a b:c"},
      {"multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
       "----WebKitFormBoundary7MA4YWxkTrZu0gW"},
      {"multipart/form-data", std::nullopt},
      {"multipart/form-data;", std::nullopt},
      {"multipart/form-data; boundary", std::nullopt},
      {"multipart/form-data; boundary=", std::nullopt},
      {"multipart/form-data; boundary=\"\"", std::nullopt},
      {"multipart/form-data; boundary=\"abc", std::nullopt},
      {"multipart/form-data; boundary=\"abc \"", std::nullopt},
      {"multipart/form-data; boundary=\"a\\\"c\"", std::nullopt},
      {"multipart/form-data; boundary=abc; boundary=abd", std::nullopt},
      {"multipart/form-data; boundary=abc nonsense", std::nullopt},
      {"multipart/form-data; boundary=abc;", "abc"},
      {"multipart/mixed; boundary=abc", std::nullopt},
      {"application/json", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [content_type, expected] : cases)
    EXPECT_EQ(form_boundary(content_type), expected) << content_type;
  EXPECT_TRUE(form_boundary("multipart/form-data; boundary=" + std::string(70, 'x')));
  EXPECT_FALSE(form_boundary("multipart/form-data; boundary=" + std::string(71, 'x')));
}

// One field a line: name, filename or nothing, type, body.
std::string spelt(std::string_view body, std::string_view boundary = "b") {
  const auto parts = form_parts(body, boundary);
  if (!parts) return "broken";
  std::string out;
  for (const Part& part : *parts) {
    out += std::string(part.name) + '|' + std::string(part.filename.value_or("-")) + '|';
    out += std::string(part.content_type) + '|' + std::string(part.body) + '\n';
  }
  return out;
}

TEST(FormParts, AreReadAsTheyWereSent) {
  const struct {
    std::string body, expected;
  } cases[] = {
      {"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n"
       "x,y\r\n1,2\r\n\r\n--b--\r\n",
       "file|a.csv|text/csv|x,y\r\n1,2\r\n\n"},
      {"--b\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n"
       "--b \t\r\nX-Other: 1\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--b--",
       "a|-||1\nb|-||\n"},
      {"\r\n--b\r\nContent-Disposition: form-data; name=\"\"; filename=\"\"\r\n\r\n\r\n--b--", "|||\n"},
      {"--b\r\nContent-Disposition: form-data; name=\"a\\\"b\"; filename=\"C:\\dir\\x.csv\"\r\n\r\n\r\n--b--",
       "a\\\"b|C:\\dir\\x.csv||\n"},
      {"--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\\\\\"\r\n\r\n\r\n--b--",
       "a|x\\\\||\n"},
      {"--b\r\nContent-Disposition: form-data; name=a; filename=\"n\"; filename*=UTF-8''m\r\n\r\n\r\n--b--",
       "a|n||\n"},
      {"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b\r\n-b\r\n--c\r\n--b--",
       "a|-||--b\r\n-b\r\n--c\n"},
      {"--b--", ""},
      {"--b--\r\n", ""},
  };
  for (const auto& [body, expected] : cases) EXPECT_EQ(spelt(body), expected) << body;
}

TEST(FormParts, AreRefusedWhereTheyAreBroken) {
  const auto head = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"s;
  const std::string cases[] = {
      "",
      "--",
      "--b",
      "--b\r\n",
      "--b-",
      "--c--",
      "preamble\r\n--b--",
      "--b--\r\nepilogue",
      "--bc\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--",
      head,
      head + "1",
      head + "1\r\n--",
      head + "1\r\n--b",
      head + "1\r\n--b-",
      head + "1\r\n--bx--",
      head + "1--b--",
      head + "1\n--b--",
      "--b\nContent-Disposition: form-data; name=a\n\n1\n--b--",
      "--b\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Type: text/csv\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=a; filename=1; filename=2\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--b--",
      "--b\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--b--",
      "--b\r\nno header\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--",
  };
  for (const auto& body : cases) EXPECT_EQ(spelt(body), "broken") << body;
}

// An empty body has a line end of its own between head and delimiter.
TEST(FormParts, NeedALineEndBeforeEachDelimiter) {
  EXPECT_EQ(spelt("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--"), "broken");
}

TEST(FormParts, AreLimited) {
  const auto part = [](const std::string& more) {
    return "--b\r\nContent-Disposition: form-data; name=a\r\n" + more + "\r\n1\r\n";
  };
  std::string body;
  for (std::size_t i = 0; i < most_parts; ++i) body += part("");
  EXPECT_EQ(form_parts(body + "--b--", "b")->size(), most_parts);
  EXPECT_FALSE(form_parts(body + part("") + "--b--", "b"));

  const auto padding =
      longest_part_head - part("").size() - std::string("X: \r\n").size() + "--b\r\n1\r\n"s.size();
  EXPECT_TRUE(form_parts(part("X: " + std::string(padding, 'x') + "\r\n") + "--b--", "b"));
  EXPECT_FALSE(form_parts(part("X: " + std::string(padding + 1, 'x') + "\r\n") + "--b--", "b"));
}

TEST(FormParts, AreFoundByTheirName) {
  const auto parts = form_parts(
      "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=a"
      "\r\n\r\n2\r\n--b--",
      "b");
  ASSERT_TRUE(parts);
  ASSERT_TRUE(part_named(*parts, "a"));
  EXPECT_EQ(part_named(*parts, "a")->body, "1");
  EXPECT_EQ(part_named(*parts, "b"), nullptr);
}

}  // namespace
}  // namespace parley::http
