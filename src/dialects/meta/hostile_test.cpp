// Requests that mean no good: whatever stands in the address, the query or the body, there is an answer in Graph's form, and
// never a broken server. The fixture holds every one against the forms.

#include "base/text.h"
#include "dialects/meta/testing.h"

namespace parley::graph {
namespace {

using GraphHostile = GraphDialect;

constexpr std::string_view values[] = {"",
                                       "0",
                                       "1",
                                       "-1",
                                       "1.5",
                                       "99999999999999999999",
                                       "abc",
                                       "%00",
                                       "%FF",
                                       "%F0%9F%98%80",
                                       "%",
                                       "%2",
                                       "'",
                                       "%25",
                                       "0000-01-01T00:00:00Z",
                                       "9999-12-31T23:59:59Z",
                                       "-1780000000",
                                       "1e9",
                                       "[]",
                                       "a,b,,",
                                       "\\",
                                       "\"",
                                       "%2B15551234567",
                                       "00000000-0000-4000-8000-000000000000",
                                       "kapso(",
                                       "kapso())",
                                       "active",
                                       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

TEST_F(GraphHostile, NeverBreaksOnParameters) {
  john_writes();
  constexpr std::string_view names[] = {"status",
                                        "last_active_since",
                                        "last_active_until",
                                        "phone_number",
                                        "limit",
                                        "after",
                                        "before",
                                        "fields",
                                        "unassigned",
                                        "assigned_user_id",
                                        "direction",
                                        "since",
                                        "until",
                                        "conversation_id",
                                        "wa_id",
                                        "has_customer",
                                        "customer_id",
                                        "call_id",
                                        "access_token"};
  for (const auto& list : {"conversations", "messages", "contacts", "calls"}) {
    for (const auto name : names) {
      for (const auto value : values) {
        const auto query = std::string(name) + '=' + std::string(value);
        const auto answered = of_number(std::string(list) + '?' + query);
        EXPECT_TRUE(answered.status == 200 || answered.status == 400) << list << query << answered.status;
        EXPECT_TRUE(is_storable_utf8(answered.body));
      }
    }
  }
}

TEST_F(GraphHostile, NeverBreaksOnPaths) {
  const auto id = john_writes();
  for (const auto value : values) {
    if (value.empty()) continue;
    const std::string part(value);
    for (const auto& rest : {part + "/messages", part + "/conversations", pid + "/messages/" + part,
                             pid + "/conversations/" + part, "conversations/" + part,
                             pid + "/contacts/" + part, part, part + "/message_templates", part + "/flows",
                             part + "/assets", "102290129340398/message_templates/" + part}) {
      for (const auto method :
           {http::Method::get, http::Method::post, http::Method::patch, http::Method::del}) {
        const auto answered = ask(method, rest, "{}");
        const bool is_john = rest.ends_with("contacts/%2B15551234567") && method == http::Method::get;
        EXPECT_TRUE(is_john || answered.status == 400 || answered.status == 403 || answered.status == 404)
            << rest << answered.status << answered.body;
        EXPECT_TRUE(is_storable_utf8(answered.body)) << rest;
      }
    }
  }
  EXPECT_EQ(get("conversations/" + id).status, 200);
}

TEST_F(GraphHostile, RefusesTextsThatNobodyKeeps) {
  const auto id = john_writes();
  for (const std::string_view text : {R"(\u0000)", R"(\ud83d)", R"(\ude00)", R"(\q)"}) {
    const auto spoilt = [&](std::string body) {
      body.replace(body.find('~'), 1, text);
      return body;
    };
    EXPECT_EQ(refusal_in(patch(pid + "/contacts/" + john, spoilt(R"({"display_name":"x~"})"))), "400 100")
        << text;
    EXPECT_EQ(refusal_in(patch(pid + "/contacts/" + john, spoilt(R"({"metadata":{"k":"~"}})"))), "400 100")
        << text;
    EXPECT_EQ(refusal_in(patch("conversations/" + id, spoilt(R"({"status":"ended~"})"))), "400 100") << text;
    EXPECT_EQ(
        refusal_in(ask(http::Method::post, pid + "/messages",
                       spoilt(R"({"messaging_product":"whatsapp","to":"15551234567","text":{"body":"~"}})"))),
        "400 100")
        << text;
  }
}

TEST_F(GraphHostile, RefusesUploadsThatAreNone) {
  const auto upload = [&](std::string type, std::string body) {
    return refusal_in(scene.ask({.target = "/v23.0/106540352242922/media",
                                 .token = key,
                                 .method = http::Method::post,
                                 .headers = {{"Content-Type", std::move(type)}},
                                 .body = std::move(body)}));
  };
  const auto form = [](const std::string& parts) { return parts + "--b--\r\n"; };
  const auto part = [](const std::string& head, const std::string& body) {
    return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n";
  };
  const std::string multipart = "multipart/form-data; boundary=b";
  EXPECT_EQ(upload("application/json", "{}"), "400 100");
  EXPECT_EQ(upload(multipart, ""), "400 100");
  EXPECT_EQ(upload(multipart, form("")), "400 100");
  EXPECT_EQ(upload(multipart, form(part("name=\"messaging_product\"", "whatsapp"))), "400 100");
  EXPECT_EQ(upload(multipart, form(part("name=\"file\"; filename=\"a\"", "x"))), "400 100");
  const auto whole = part("name=\"messaging_product\"", "whatsapp") + part("name=\"type\"", "image/png");
  EXPECT_EQ(upload(multipart, form(whole + part("name=\"file\"; filename=\"a\"", ""))), "400 100");
  EXPECT_EQ(upload(multipart, form(whole + part("name=\"file\"; filename=\"a\"", "x"))), "403 10");
}

}  // namespace
}  // namespace parley::graph
