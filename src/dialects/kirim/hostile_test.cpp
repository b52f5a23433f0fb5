// Requests that mean no good: whatever stands in the address, the query or the body, there is an answer in the vendor's
// form, and never a broken server. The fixture holds every one against the OpenAPI document.

#include "base/text.h"
#include "dialects/kirim/testing.h"
#include "store/templates.h"

namespace parley::kirim {
namespace {

// Rates are of no concern here.
class KirimHostile : public Kirim {
 protected:
  // Kept a moment ago for all of this test, so that Meta is not wanted for it.
  void have_templates() {
    const MessageTemplate one{.id = 7,
                              .name = "hello",
                              .language = "id",
                              .status = "APPROVED",
                              .category = "UTILITY",
                              .quality = {},
                              .reason = {},
                              .components = "[]",
                              .variables = {},
                              .created_at = {},
                              .updated_at = {}};
    write([&](Transaction& in) {
      keep_templates(in, acme, first.waba, {one}, in.now + std::chrono::hours{9});
    });
  }
  Answered patient(http::Method method, const std::string& rest, std::string body = "") {
    scene.now += std::chrono::milliseconds{120};
    return ask(method, rest, std::move(body));
  }
};

TEST_F(KirimHostile, NeverBreaksOnParameters) {
  asha_writes();
  have_templates();
  constexpr std::string_view names[] = {"language",       "status",          "contact_id", "limit",
                                        "cursor",         "conversation_id", "direction",  "created_after",
                                        "created_before", "phone",           "search",     "team_id"};
  constexpr std::string_view values[] = {
      "",
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
      "[]",
      "a,b,,",
      "\\",
      "\"",
      "%2B628111222333",
      "ctc_01HXYZABCDEFGHJKMNPQRSTVWX",
      "cnv_01HXYZABCDEFGHJKMNPQRSTVWX",
      "open",
  };
  for (const auto& path : {pid + "/conversations", pid + "/messages", pid + "/contacts", pid + "/templates",
                           std::string("labels"), std::string("accounts")}) {
    for (const auto name : names) {
      for (const auto value : values) {
        const auto answered =
            patient(http::Method::get, path + '?' + std::string(name) + '=' + std::string(value));
        EXPECT_TRUE(answered.status == 200 || answered.status == 400)
            << path << name << value << answered.status;
        EXPECT_TRUE(is_storable_utf8(answered.body));
      }
    }
  }
}

TEST_F(KirimHostile, NeverBreaksOnPartsOfThePath) {
  asha_writes();
  have_templates();
  for (const std::string part :
       {"0", "-1", "abc", "%00", "%FF", "99999999999999999999", "%2F", "%", "..", "1%00", "wamid.",
        "wamid.%27", "msg_01HXYZABCDEFGHJKMNPQRSTVWX", "cnv_", "lbl_01HXYZABCDEFGHJKMNPQRSTVWX"}) {
    for (const auto& [method, pattern] :
         {std::pair(http::Method::get, "X/conversations"),
          std::pair(http::Method::get, "106540352242922/conversations/X"),
          std::pair(http::Method::get, "106540352242922/messages/X"),
          std::pair(http::Method::get, "106540352242922/messages/X/media"),
          std::pair(http::Method::get, "106540352242922/contacts/X"),
          std::pair(http::Method::get, "106540352242922/templates/X"),
          std::pair(http::Method::get, "labels/X"), std::pair(http::Method::del, "labels/X"),
          std::pair(http::Method::del, "106540352242922/contacts/X"),
          std::pair(http::Method::del, "106540352242922/contacts/X/labels/X"),
          std::pair(http::Method::del, "106540352242922/conversations/X/labels/X"),
          std::pair(http::Method::patch, "106540352242922/conversations/X"),
          std::pair(http::Method::post, "X/contacts")}) {
      std::string rest = pattern;
      for (auto at_x = rest.find('X'); at_x != std::string::npos; at_x = rest.find('X', at_x + part.size()))
        rest.replace(at_x, 1, part);
      const auto answered = patient(method, rest, R"({"status":"open","phone_number":"+628111222333"})");
      EXPECT_TRUE(answered.status == 400 || answered.status == 404) << rest << ' ' << answered.status;
    }
  }
}

TEST_F(KirimHostile, NeverBreaksOnBodies) {
  const auto conversation = asha_writes();
  const auto contact = contact_of(conversation);
  const auto label = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  constexpr std::string_view members[] = {
      "status",     "assigned_to",      "label_id",     "contact_ids", "operation", "name",
      "color",      "team_id",          "phone_number", "email",       "metadata",  "messaging_product",
      "message_id", "typing_indicator", "category",     "components",  "language",  "variables"};
  std::string deep(500, '[');
  deep += std::string(500, ']');
  const std::string values[] = {"null",
                                "true",
                                "7",
                                "-0.5e99",
                                "\"\"",
                                "\"x\"",
                                "[]",
                                "{}",
                                "[null]",
                                "{\"a\":null}",
                                "\"\\ud800\"",
                                "\"\\u0000\"",
                                "\"\xC3\x28\"",
                                "\"" + std::string(70'000, 'a') + "\"",
                                deep};
  for (const auto& [method, rest] :
       {std::pair(http::Method::post, std::string("labels")),
        std::pair(http::Method::patch, "labels/" + label), std::pair(http::Method::post, pid + "/contacts"),
        std::pair(http::Method::patch, pid + "/contacts/" + contact),
        std::pair(http::Method::post, pid + "/contacts/bulk_label"),
        std::pair(http::Method::post, pid + "/contacts/" + contact + "/labels"),
        std::pair(http::Method::patch, pid + "/conversations/" + conversation),
        std::pair(http::Method::post, pid + "/templates"),
        std::pair(http::Method::post, pid + "/messages")}) {
    for (const auto member : members) {
      for (const auto& value : values) {
        const auto answered = patient(method, rest, "{\"" + std::string(member) + "\":" + value + "}");
        EXPECT_TRUE(answered.status == 200 || answered.status == 201 || answered.status == 400)
            << rest << member << answered.status;
      }
    }
  }
}

// Escapes that mean no text that is kept: in members that are read or ignored, within metadata, and as names.
TEST_F(KirimHostile, RefusesTextsThatNobodyKeepsWhereverTheyStand) {
  const auto conversation = asha_writes();
  const auto contact = contact_of(conversation);
  const auto label = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  const struct {
    http::Method method;
    std::string rest, body;  // each ~ is a place for such an escape
    int status;              // without any
  } calls[] = {
      {http::Method::post, "labels", R"({"name":"New~","color":"red~","other~":"~"})", 201},
      {http::Method::patch, "labels/" + label, R"({"name":"Other~","color":"red~","other~":"~"})", 200},
      {http::Method::post, pid + "/contacts",
       R"({"phone_number":"+628111222444~","name":"A~","email":"a@b.co~","metadata":{"k~":"v~","l":["~"]},"~":"~"})",
       201},
      {http::Method::patch, pid + "/contacts/" + contact,
       R"({"name":"B~","email":"b@b.co~","metadata":{"k~":"v~"}})", 200},
      {http::Method::post, pid + "/contacts/bulk_label",
       R"({"contact_ids":[")" + contact + R"(~"],"label_id":")" + label + R"(~","operation":"attach~"})",
       200},
      {http::Method::post, pid + "/contacts/" + contact + "/labels",
       R"({"label_id":")" + label + R"(~","~":"~"})", 200},
      {http::Method::post, pid + "/conversations/" + conversation + "/labels",
       R"({"label_id":")" + label + R"(~"})", 200},
      {http::Method::patch, pid + "/conversations/" + conversation, R"({"status":"pending~","o":{"~":"~"}})",
       200},
      {http::Method::post, pid + "/messages",
       R"({"messaging_product":"whatsapp~","status":"read~","message_id":"wamid.hi~","~":"~"})", 200},
  };
  for (const auto& call : calls) {
    for (auto mark = call.body.find('~'); mark != std::string::npos; mark = call.body.find('~', mark + 1)) {
      for (const std::string_view text :
           {R"(\u0000)", R"(\ud83d)", R"(\ude00)", R"(\ud83d\ud83d)", R"(\q)"}) {
        auto body = call.body;
        body.replace(mark, 1, text);
        std::erase(body, '~');
        const auto answered = patient(call.method, call.rest, body);
        EXPECT_EQ(answered.status, 400) << call.rest << ' ' << body;
        EXPECT_EQ(code_of(answered), "invalid_request") << call.rest << ' ' << body;
      }
    }
  }
  for (const auto& call : calls) {
    auto body = call.body;
    std::erase(body, '~');
    EXPECT_EQ(patient(call.method, call.rest, body).status, call.status) << call.rest << ' ' << body;
  }
}

}  // namespace
}  // namespace parley::kirim
