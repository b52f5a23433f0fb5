#include "store/templates.h"

#include "dialects/kirim/template_bodies.h"
#include "dialects/kirim/testing.h"
#include "store/receipts.h"

#include <gtest/gtest.h>

namespace parley::kirim {
namespace {

struct KirimTemplates : Kirim {
  // As if Meta had just been asked; of an account that these numbers have.
  void keep(const std::vector<MessageTemplate>& all, const std::string& waba = "102290129340398") {
    write([&](Transaction& in) { keep_templates(in, acme, waba, all, in.now); });
  }
  static MessageTemplate made(std::int64_t id, const std::string& name, const std::string& status,
                              const std::string& language = "en_US") {
    return {.id = id,
            .name = name,
            .language = language,
            .status = status,
            .category = "UTILITY",
            .quality = "GREEN",
            .reason = {},
            .components = R"([{"type":"BODY","text":"Your order {{1}}"}])",
            .variables = {},
            .created_at = {},
            .updated_at = {}};
  }
};

TEST_F(KirimTemplates, AreListed) {
  keep({made(1, "order_update", "APPROVED"), made(2, "sale", "PENDING"), made(3, "spam", "REJECTED"),
        made(4, "order_update", "APPROVED", "id")});
  expect("templates", of_account("templates"));
  expect("template", of_account("templates/order_update?language=id"));
  EXPECT_EQ(at(of_account("templates?status=pending"), "/data/0/name"), "sale");
  EXPECT_EQ(at(of_account("templates?status=rejected"), "/data/0/name"), "spam");
  EXPECT_EQ(at(of_account("templates?status=all&limit=3"), "/has_more"), "true");
  EXPECT_EQ(at(of_account("templates?language=id"), "/data/1"), "absent");
  EXPECT_EQ(walk(pid + "/templates?status=all", "/name"), "order_update spam sale order_update ");
}

TEST_F(KirimTemplates, AnswerToTheirNameInWhateverLanguageCanBeSent) {
  keep({made(1, "hello", "REJECTED"), made(2, "hello", "APPROVED", "id"), made(3, "hello", "PAUSED", "de")});
  EXPECT_EQ(at(of_account("templates/hello"), "/data/language"), "id");
  EXPECT_EQ(at(of_account("templates/hello?language=de"), "/data/status"), "pending");
  EXPECT_EQ(of_account("templates/hello?language=fr").status, 404);
  EXPECT_EQ(of_account("templates/none").status, 404);
  EXPECT_EQ(of_account("templates/No%20Name").status, 404);
  EXPECT_EQ(get("106540352242923/templates/hello").status, 200)
      << "numbers of one business account share them";
  EXPECT_EQ(get("106540352242924/templates/hello", key).status, 404);
}

TEST_F(KirimTemplates, RefuseParametersThatAreNone) {
  keep({});
  for (const auto* query : {"status=APPROVED", "status=", "status=deleted", "language=", "limit=0",
                            "cursor=x", "language=aaaaaaaaaaaaaaaaaaaaa"})
    EXPECT_EQ(of_account("templates?" + std::string(query)).status, 400) << query;
  EXPECT_EQ(of_account("templates?category=MARKETING").status, 200) << "no filter of theirs";
}

TEST_F(KirimTemplates, NeedMeta) {
  EXPECT_EQ(code_of(of_account("templates")), "whatsapp_upstream_error");
  EXPECT_EQ(of_account("templates").status, 502);
  EXPECT_EQ(post(pid + "/templates/sync", "").status, 502);
  keep({});
  EXPECT_EQ(of_account("templates").status, 200) << "what is kept needs nobody";
}

TEST_F(KirimTemplates, FreeAKeyThatNobodyHoldsAnyMore) {
  const std::string body =
      R"({"name":"sale","category":"MARKETING","language":"id","components":[{"type":"BODY","text":"x"}]})";
  // Without Meta it comes to nothing, which is not kept.
  EXPECT_EQ(post(pid + "/templates", body, "k1").status, 502);
  EXPECT_EQ(post(pid + "/templates", body, "k1").status, 502);
  // Refusals are.
  const auto refused = post(pid + "/templates", R"({"name":"Sale"})", "k2");
  EXPECT_EQ(code_of(refused), "invalid_field_value name");
  EXPECT_EQ(post(pid + "/templates", R"({"name":"Sale"})", "k2").body, refused.body);
  const auto other = post(pid + "/templates", body, "k2");
  EXPECT_EQ(code_of(other), "idempotency_key_reuse");

  // Whoever claimed it is gone: a minute later it is free.
  std::string fingerprint;
  write([&](Transaction& in) { fingerprint = receipt(in, acme, Api::kirim, "k2", in.now)->fingerprint; });
  write([&](Transaction& in) {
    keep_receipt(in, acme, Api::kirim, "k2",
                 {.fingerprint = fingerprint, .status = 102, .body = std::to_string(to_millis(in.now))});
  });
  EXPECT_EQ(code_of(post(pid + "/templates", R"({"name":"Sale"})", "k2")), "invalid_field_value name");
}

http::Request request_of(const std::string& body) {
  http::Request request;
  request.body = body;
  return request;
}

std::string refused(const std::string& members) {
  const auto body =
      R"({"name":"sale","category":"MARKETING","language":"id","components":[{"type":"BODY","text":"x"}],)" +
      members + "}";
  try {
    read_new_template(request_of(body));
  } catch (const Problem& problem) {
    return problem.subject();
  }
  return "";
}

TEST(KirimTemplateBodies, AreReadAsMetaWantsThem) {
  const auto body = std::string(
      R"({"name":"sale_1","category":"MARKETING","language":"id","components":[{"type":"BODY","text":"Hi {{1}}"}],)"
      R"("variables":{"1":"name"},"messageSendTtlSeconds":60,"more":1})");
  const auto read = read_new_template(request_of(body));
  EXPECT_EQ(
      body_for_meta(read),
      R"({"name":"sale_1","category":"MARKETING","language":"id","components":[{"type":"BODY","text":"Hi {{1}}"}],)"
      R"("message_send_ttl_seconds":60})");
  EXPECT_EQ(read.asked.variables, R"({"1":"name"})");
  EXPECT_EQ(read.asked.components, R"([{"type":"BODY","text":"Hi {{1}}"}])");
}

TEST(KirimTemplateBodies, AreCheckedBeforeMetaIsAsked) {
  EXPECT_EQ(refused(R"("variables":null)"), "");
  EXPECT_EQ(refused(R"("variables":"x")"), "variables");
  EXPECT_EQ(refused(R"("messageSendTtlSeconds":"60")"), "messageSendTtlSeconds");
  EXPECT_EQ(refused(R"("messageSendTtlSeconds":0)"), "messageSendTtlSeconds");
  const auto subject = [](const std::string& body) -> std::string {
    try {
      read_new_template(request_of(body));
    } catch (const Problem& problem) {
      return problem.subject();
    }
    return "";
  };
  const auto with = [&](const std::string& components) {
    return subject(R"({"name":"sale","category":"MARKETING","language":"id","components":)" + components +
                   "}");
  };
  const std::string text = R"({"type":"BODY","text":"x"})";
  for (const auto* handle : {R"("4::aW")", R"(["4::aW"])"})
    EXPECT_EQ(with("[" + text + R"(,{"type":"HEADER","format":"IMAGE","example":{"header_handle":)" + handle +
                   "}}]"),
              "");
  EXPECT_EQ(with("[" + text +
                 R"(,{"type":"HEADER","format":"TEXT","text":"Sale"},{"type":"FOOTER","text":"Bye"}])"),
            "");
  EXPECT_EQ(with("[" + text + R"(,{"type":"CAROUSEL","cards":[]}])"), "") << "Meta has more types";
  for (const auto* bad : {"[]", "{}", "null", "7", "[7]", "[{}]", R"([{"type":"FOOTER","text":"x"}])"})
    EXPECT_EQ(with(bad), "components") << bad;
  EXPECT_EQ(with("[" + text + "," + text + "]"), "components");
  for (const auto* sample :
       {R"("header_url":["http://a"])", R"("header_url":"ftp://a/b.mp4")", R"("header_url":"b.mp4")",
        R"("header_url":"https://user:word@a/b.mp4")", R"("header_url":7)", ""})
    EXPECT_EQ(with("[" + text + R"(,{"type":"HEADER","format":"VIDEO","example":{)" + sample + "}}]"),
              "components")
        << sample;
  EXPECT_EQ(with("[" + text + R"(,{"type":"HEADER","format":"TEXT"}])"), "components");
  EXPECT_EQ(subject(R"({"category":"MARKETING"})"), "missing name");
  EXPECT_EQ(subject(R"({"name":"sale"})"), "missing category");
  EXPECT_EQ(subject(R"({"name":"sale","category":"UTILITY"})"), "missing language");
  EXPECT_EQ(subject(R"({"name":"sale","category":"UTILITY","language":"id"})"), "missing components");
  EXPECT_EQ(subject(R"({"name":"Sale","category":"UTILITY"})"), "name");
  EXPECT_EQ(subject(R"({"name":"sale","category":"utility"})"), "category");
  EXPECT_EQ(subject("[]"), "body");
}

TEST(KirimTemplateBodies, GiveMetaASampleInPlaceOfItsAddress) {
  for (const auto* url : {R"("https://a.example/b.png?c")", R"(["https://a.example/b.png?c"])"}) {
    auto read = read_new_template(request_of(
        R"({"name":"sale","category":"MARKETING","language":"id","components":[)"
        R"({"type":"BODY","text":"x"},{"type":"HEADER","format":"IMAGE","example":{"header_url":)" +
        std::string(url) + R"(,"more":1}}]})"));
    ASSERT_TRUE(read.sample) << url;
    EXPECT_EQ(read.sample->format, "IMAGE");
    EXPECT_EQ(read.sample->url, "https://a.example/b.png?c");
    name_sample(read, "4::aW\"");
    EXPECT_FALSE(read.sample);
    EXPECT_EQ(read.asked.components,
              R"([{"type":"BODY","text":"x"},{"type":"HEADER","format":"IMAGE","example":)"
              R"({"more":1,"header_handle":["4::aW\""]}}])");
  }
}

TEST(KirimTemplateBodies, NamesAreMetas) {
  EXPECT_TRUE(is_template_name("order_update_2"));
  EXPECT_TRUE(is_template_name(std::string(512, 'a')));
  for (const auto& name :
       {std::string(), std::string(513, 'a'), std::string("Order"), std::string("a b"), std::string("ä")})
    EXPECT_FALSE(is_template_name(name)) << name;
}

}  // namespace
}  // namespace parley::kirim
