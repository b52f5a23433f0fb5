// Who is let in, and how the others are told.

#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

TEST_F(Vobiz, WantsBothHeaders) {
  scene.token(acme, Api::vobiz, "MA_LATE000000:late", {}, scene.now);
  scene.token(acme, Api::kirim, "MA_OTHER00000:other");
  scene.wait(scene.store().revoke_token(acme, scene.token(acme, Api::vobiz, "MA_GONE000000:gone").id));
  const struct {
    Headers headers;
    std::string code;
  } cases[] = {
      {{}, "UNAUTHORIZED"},
      {{{"X-Auth-ID", "MA_ACME000001"}}, "UNAUTHORIZED"},
      {{{"X-Auth-Token", "acme"}}, "UNAUTHORIZED"},
      {{{"X-Auth-ID", "MA_ACME000001"}, {"X-Auth-Token", ""}}, "UNAUTHORIZED"},
      {{{"X-Auth-ID", ""}, {"X-Auth-Token", "MA_ACME000001:acme"}}, "UNAUTHORIZED"},
      {{{"Authorization", "Bearer MA_ACME000001:acme"}}, "UNAUTHORIZED"},
      {{{"X-Auth-ID", "MA_ACME000001"}, {"X-Auth-Token", "wrong"}}, "INVALID_CREDENTIALS"},
      {{{"X-Auth-ID", "MA_RIVAL00001"}, {"X-Auth-Token", "acme"}}, "INVALID_CREDENTIALS"},
      {{{"X-Auth-ID", "ma_acme000001"}, {"X-Auth-Token", "acme"}}, "INVALID_CREDENTIALS"},
      {{{"X-Auth-ID", "MA_LATE000000"}, {"X-Auth-Token", "late"}}, "INVALID_CREDENTIALS"},
      {{{"X-Auth-ID", "MA_GONE000000"}, {"X-Auth-Token", "gone"}}, "INVALID_CREDENTIALS"},
      {{{"X-Auth-ID", "MA_OTHER00000"}, {"X-Auth-Token", "other"}}, "INVALID_CREDENTIALS"},
  };
  for (const auto& base : both) {
    for (const auto& [headers, code] : cases) {
      expect_refusal(get(base + "/channels/whatsapp", headers), 401, code);
    }
    EXPECT_EQ(
        get(base + "/channels/whatsapp", {{"x-auth-id", "MA_ACME000001"}, {"x-auth-token", "acme"}}).status,
        200);
  }
}

TEST_F(Vobiz, RefusesInOneForm) {
  expect_answer("no_route", get(current + "/templates", {}), 404);
  expect_answer("no_token", get(current + "/conversations", {}), 401);
  expect_answer("wrong_token", get(legacy + "/conversations", {{"X-Auth-ID", "a"}, {"X-Auth-Token", "b"}}),
                401);
  const auto wrong_method = ask(http::Method::post, legacy + "/conversations", "");
  expect_answer("wrong_method", wrong_method, 405);
  EXPECT_EQ(wrong_method.headers, "Allow: GET, HEAD\r\n");
  expect_answer("wrong_limit", get(current + "/conversations?limit=0"), 400);
  for (const auto& base : both) {
    for (const auto* rest :
         {"/", "/nothing", "/conversations/", "/conversations/x", "/messages/", "/campaigns",
          "/calls/whatsapp", "/webhooks", "/contacts/", "/conversations//messages"}) {
      expect_refusal(get(base + rest), 404, "NOT_FOUND");
    }
  }
}

TEST_F(Vobiz, KnowsNoConversationByAnotherId) {
  for (const auto& base : both) {
    for (const auto* id :
         {"x", "conv_abc123", "2f8892e1-59b7-40a2-b518-e7a7c31a754d", "%00", "%FF", "%2F", "1"}) {
      expect_refusal(get(base + "/conversations/" + id + "/messages"), 404, "CONVERSATION_NOT_FOUND");
    }
  }
}

TEST_F(Vobiz, ListsChannelsWithoutSecrets) {
  const auto now = get(current + "/channels/whatsapp");
  expect_form("channels", now);
  expect_answer("channels", now);
  const auto before = get(legacy + "/channels/whatsapp");
  expect_form("legacy channels", before);
  expect_answer("legacy_channels", before);
  EXPECT_EQ(at(now.body, "/items/1/id"), at(before.body, "/data/1/id"));

  const auto bound = get(current + "/channels/whatsapp", bound_headers());
  EXPECT_EQ(at(bound.body, "/items/0/phone_number"), "+919999999999");
  EXPECT_EQ(at(bound.body, "/items/1"), "absent");
  EXPECT_EQ(at(get(current + "/channels/whatsapp", rival_headers()).body, "/items/0/phone_number"),
            "+917777777777");
}

}  // namespace
}  // namespace parley::vobiz
