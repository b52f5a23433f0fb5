// Bodies that cannot be sent, over the real store and without Meta: each is refused in the vendor's envelope, and nothing of
// it is kept.

#include "dialects/whats91/testing.h"

namespace parley::whats91 {
namespace {

struct Whats91Sending : Whats91 {
  Answered post(const std::string& path, const std::string& body,
                const std::string& type = "application/json") {
    return scene.ask({.target = path,
                      .token = "w91_live_bound",
                      .method = http::Method::post,
                      .headers = {{"Content-Type", type}},
                      .body = body});
  }
  static std::string part(const std::string& disposition, const std::string& value) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n";
  }
  std::string kept() { return member(list().body, "total"); }
};

TEST_F(Whats91Sending, RefusesBodiesThatNobodyCanSend) {
  const struct {
    std::string path, body, code;
  } cases[] = {
      {"/send", "", "VALIDATION_FAILED"},
      {"/send", "null", "VALIDATION_FAILED"},
      {"/send", "[]", "VALIDATION_FAILED"},
      {"/send", R"({"to":"1")", "VALIDATION_FAILED"},
      {"/send", std::string(200'000, '['), "VALIDATION_FAILED"},
      {"/send", R"({})", "MISSING_TO"},
      {"/send", R"({"to":"","receiver":null,"templateName":"a"})", "MISSING_TO"},
      {"/send", R"({"to":{"phone":"1"},"templateName":"a"})", "MISSING_TO"},
      {"/send", R"({"to":"++","templateName":"a"})", "MISSING_TO"},
      {"/send", R"({"to":"919343841961","templateName":["a"]})", "MISSING_TEMPLATE_NAME"},
      {"/send", R"({"to":"919343841961","templateName":" "})", "MISSING_TEMPLATE_NAME"},
      {"/send", R"({"to":"919343841961","templateName":"../x?y=1"})", "TEMPLATE_NOT_FOUND"},
      {"/send", R"({"to":"919343841961","templateName":")" + std::string(513, 'a') + R"("})",
       "TEMPLATE_NOT_FOUND"},
      {"/send", R"({"to":"919343841961","templateName":"a\u0000b"})", "VALIDATION_FAILED"},
      {"/send", R"({"to":"919343841961","templateName":"a"})", "WHATSAPP_SETUP_INCOMPLETE"},
      {"/send", R"({"to":"919343841961","templateName":"a","senderId":"918888888888"})",
       "SENDER_NOT_ALLOWED"},
      {"/chat", R"({"to":"919343841961"})", "MISSING_TEXT"},
      {"/chat", R"({"to":"919343841961","type":"image"})", "MISSING_MEDIA"},
      {"/chat", R"({"to":"919343841961","type":7})", "UNSUPPORTED_CHAT_MESSAGE_TYPE"},
      {"/chat", R"({"to":"919343841961","buttons":[1,2,3,4]})", "VALIDATION_FAILED"},
      {"/chat", R"({"to":"919343841961","buttons":{"id":"a"}})", "VALIDATION_FAILED"},
      {"/chat", R"({"to":"919343841961","type":"list","sections":"x"})", "VALIDATION_FAILED"},
      {"/chat", R"({"text":"hi"})", "MISSING_TO"},
  };
  for (const std::string prefix : {"/api/v2", "/v2"}) {
    for (const auto& [path, body, code] : cases) {
      const auto answered = post(prefix + path, body);
      EXPECT_EQ(member(answered.body, "error_code"), code)
          << path << ' ' << body.substr(0, 100) << answered.body;
      EXPECT_EQ(answered.status / 100, 4) << body.substr(0, 100);
      EXPECT_EQ(answered.body.rfind(R"({"success":false,"message":")", 0), 0u) << answered.body;
    }
  }
  EXPECT_EQ(kept(), "0");
}

TEST_F(Whats91Sending, RefusesFormsThatNobodyCanSend) {
  const std::string form = "multipart/form-data; boundary=b";
  const auto to = part("name=\"to\"", "919343841961");
  const auto image = part("name=\"type\"", "image");
  const struct {
    std::string path, type, body, code;
  } cases[] = {
      {"/send", "", "{}", "UNSUPPORTED_CONTENT_TYPE"},
      {"/send", "text/json", "{}", "UNSUPPORTED_CONTENT_TYPE"},
      {"/send", "multipart/form-data", "--b--", "UNSUPPORTED_CONTENT_TYPE"},
      {"/send", "multipart/form-data; boundary=" + std::string(71, 'b'), "--b--", "UNSUPPORTED_CONTENT_TYPE"},
      {"/send", form, "", "VALIDATION_FAILED"},
      {"/send", form, "--b", "VALIDATION_FAILED"},
      {"/send", form, to, "VALIDATION_FAILED"},  // cut off
      {"/send", form, "--b--\r\n", "MISSING_TO"},
      {"/send", form, to + "--b--\r\n", "MISSING_TEMPLATE_NAME"},
      {"/send", form, to + part("name=\"templateName\"", "\xC3") + "--b--\r\n", "VALIDATION_FAILED"},
      {"/send", form, part("name=\"to\"; filename=\"to.txt\"", "9") + "--b--\r\n", "MISSING_TO"},
      {"/chat", form, to + image + "--b--\r\n", "MISSING_MEDIA"},
      {"/chat", form, to + image + part("name=\"mediaFile\"", "no file") + "--b--\r\n", "MISSING_MEDIA"},
      {"/chat", form, to + image + part("name=\"mediaFile\"; filename=\"a.svg\"", "x") + "--b--\r\n",
       "VALIDATION_FAILED"},
      {"/chat", form, to + image + part("name=\"mediaFile\"; filename=\"a.png\"", "") + "--b--\r\n",
       "VALIDATION_FAILED"},
      {"/chat", form, to + part("name=\"mediaFile\"; filename=\"a.png\"", "x") + "--b--\r\n",
       "VALIDATION_FAILED"},
      {"/chat", form, to + image + part("name=\"mediaFile\"; filename=\"a.png\"", "x") + "--b--\r\n",
       "WHATSAPP_SETUP_INCOMPLETE"},
      {"/chat", form, to + part("name=\"text\"", "x") + part("name=\"buttons\"", "[{\"id\":") + "--b--\r\n",
       "VALIDATION_FAILED"},
  };
  for (const auto& [path, type, body, code] : cases) {
    const auto answered = post("/api/v2" + path, body, type);
    EXPECT_EQ(member(answered.body, "error_code"), code)
        << path << ' ' << type << ' ' << body << answered.body;
    EXPECT_EQ(answered.status / 100, 4);
  }
  EXPECT_EQ(kept(), "0");
}

TEST_F(Whats91Sending, DoesNotWaitForMetaWhereTheNumberHasNoAccessToken) {
  const auto began = std::chrono::steady_clock::now();
  const auto answered = post("/api/v2/chat", R"({"to":"919343841961","text":"hi"})");
  EXPECT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(member(answered.body, "queued"), "true");
  EXPECT_EQ(member(answered.body, "status"), "waiting_reconnect");
  EXPECT_EQ(
      post("/api/v2/messages", R"({"messaging_product":"whatsapp","to":"919343841961","text":{"body":"hi"}})")
          .status,
      200);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{8});
}

// Ours, as nobody speaks to Meta here.
std::string wamid_in(const std::string& body) { return body.substr(body.find("parley."), 33); }

TEST_F(Whats91Sending, KnowsAKeyOfAnotherNumbersTokenAsAnotherOne) {
  token("w91_live_second", second_number.id);
  const auto under_key = [&](const std::string& with, const std::string& path, const std::string& body) {
    return scene.ask({.target = path,
                      .token = with,
                      .method = http::Method::post,
                      .headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "k" + path}},
                      .body = body});
  };
  const struct {
    std::string path, body;
  } cases[] = {
      {"/api/v2/chat", R"({"to":"919343841961","text":"hi"})"},
      {"/api/v2/messages", R"({"messaging_product":"whatsapp","to":"919343841961","text":{"body":"hi"}})"}};
  for (const auto& [path, body] : cases) {
    const auto first_answer = under_key("w91_live_bound", path, body);
    EXPECT_EQ(first_answer.status, 200) << first_answer.body;
    const auto repeat = under_key("w91_live_bound", path, body);
    EXPECT_EQ(repeat.status, 200);
    EXPECT_EQ(wamid_in(repeat.body), wamid_in(first_answer.body));
    const auto other = under_key("w91_live_second", path, body);
    EXPECT_EQ(other.status, 200) << other.body;
    EXPECT_NE(wamid_in(other.body), wamid_in(first_answer.body))
        << "it would be told of the first number's message";
    const auto changed = under_key("w91_live_second", path,
                                   R"({"messaging_product":"whatsapp","to":"919343841961",)"
                                   R"("text":"other"})");
    EXPECT_EQ(changed.status, 400) << changed.body;
  }
}

}  // namespace
}  // namespace parley::whats91
