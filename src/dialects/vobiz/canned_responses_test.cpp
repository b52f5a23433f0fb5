#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

TEST_F(Vobiz, KeepsCannedResponses) {
  const std::string body = R"({"shortcut":"/greeting","content":"Hello! How can I help?"})";
  const auto made = post(current + "/canned-responses", body);
  expect_form("canned response", made);
  expect_answer("canned_response", made, 201);
  expect_refusal(post(legacy + "/canned-responses", body), 409, "CONFLICT");
  EXPECT_EQ(post(legacy + "/canned-responses", R"({"shortcut":"/bye","content":"Bye"})").status, 201);

  const auto listed = get(current + "/canned-responses");
  expect_form("canned responses", listed);
  expect_answer("canned_responses", listed);
  expect_form("legacy canned responses", get(legacy + "/canned-responses"));
  EXPECT_EQ(at(get(legacy + "/canned-responses").body, "/data/1/shortcut"), "/bye");
  EXPECT_EQ(get(current + "/canned-responses", rival_headers()).body, R"({"items":[]})");
  EXPECT_EQ(get(legacy + "/canned-responses", rival_headers()).body, R"({"data":[]})");

  const auto path = "/canned-responses/" + at(made.body, "/id");
  expect_refusal(ask(http::Method::del, current + path, "", rival_headers()), 404,
                 "CANNED_RESPONSE_NOT_FOUND");
  const auto gone = ask(http::Method::del, current + path, "");
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.body, "");
  expect_refusal(ask(http::Method::del, legacy + path, ""), 404, "CANNED_RESPONSE_NOT_FOUND");
  EXPECT_EQ(at(get(current + "/canned-responses").body, "/items/0/shortcut"), "/bye");
  EXPECT_EQ(post(current + "/canned-responses", body).status, 201);
}

TEST_F(Vobiz, RefusesCannedResponsesThatAreWrong) {
  for (const auto& base : both) {
    for (const auto& body :
         {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"shortcut":"/a"})"),
          std::string(R"({"content":"a"})"), std::string(R"({"shortcut":"","content":"a"})"),
          std::string(R"({"shortcut":"/a","content":" "})"), std::string(R"({"shortcut":1,"content":"a"})"),
          std::string(R"({"shortcut":"/a","content":["a"]})"),
          R"({"shortcut":")" + std::string(65, 'a') + R"(","content":"a"})",
          R"({"shortcut":"/a","content":")" + std::string(4097, 'a') + "\"}"}) {
      expect_refusal(post(base + "/canned-responses", body), 400, "BAD_REQUEST");
    }
  }
  EXPECT_EQ(get(current + "/canned-responses").body, R"({"items":[]})");
}

TEST_F(Vobiz, KnowsNoCannedResponseByAnotherId) {
  for (const auto& base : both) {
    for (const auto* id : {"x", "2f8892e1-59b7-40a2-b518-e7a7c31a754d", "%00", "%FF", "%2F", "1"}) {
      expect_refusal(ask(http::Method::del, base + "/canned-responses/" + id, ""), 404,
                     "CANNED_RESPONSE_NOT_FOUND");
    }
  }
}

}  // namespace
}  // namespace parley::vobiz
