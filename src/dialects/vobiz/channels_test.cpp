#include "dialects/vobiz/mapping.h"
#include "dialects/vobiz/testing.h"
#include "store/outbox.h"
#include "store/senders.h"

namespace parley::vobiz {
namespace {

struct VobizChannels : Vobiz {
  std::string channel(const Headers& headers = acme_headers()) {
    return at(get(current + "/channels/whatsapp", headers).body, "/items/0/id");
  }
  void write(FunctionRef<void(Transaction&)> work) { scene.wait(scene.store().write(work)); }
  static std::string with(const std::string& name, const std::string& value) {
    std::string body =
        R"({"waba_id":"102290129340398","phone_number_id":"106540352242929","phone_number":"+919999999990",)"
        R"("number_onboarding_mode":"bring_your_own","number_provider":"meta_direct","access_token":"EAAG",)"
        R"("display_name":"Shop"})";
    const auto from = body.find('"' + name + "\":");
    if (from == std::string::npos) return body;
    const auto begin = from + name.size() + 3;
    return body.replace(begin, body.find_first_of(",}", begin) - begin, value);
  }
};

TEST_F(VobizChannels, AreSuspendedWhereMetaRefusesTheirToken) {
  EXPECT_EQ(at(get(current + "/channels/whatsapp").body, "/items/0/status"), "active");
  const auto enqueue_one = [&](Transaction& in) {
    Draft draft{.type = "text", .object = R"({"body":"x"})"};
    draft.to.phone = draft.input = "919876543210";
    enqueue(in, first, draft);
    hold(in, first, scene.now, "Access token has expired", true);
  };
  write(enqueue_one);
  const auto told = get(current + "/channels/whatsapp");
  expect_form("channels", told);
  EXPECT_EQ(at(told.body, "/items/0/status"), "suspended");
  EXPECT_EQ(at(told.body, "/items/1/status"), "active");
  EXPECT_EQ(at(get(legacy + "/channels/whatsapp").body, "/data/0/status"), "suspended");
  write([&](Transaction& in) { set_access_token(in, first, "sealed"); });
  EXPECT_EQ(at(get(current + "/channels/whatsapp").body, "/items/0/status"), "active");
}

TEST_F(VobizChannels, AreNamedAnew) {
  for (const auto& base : both) {
    const auto changed = ask(http::Method::put, base + "/channels/whatsapp/" + channel(),
                             R"({"display_name":"Shop )" + base + "\"}");
    EXPECT_EQ(changed.status, 200) << changed.body;
    expect_form(base == legacy ? "legacy channel" : "channel", changed);
    EXPECT_EQ(at(changed.body, "/display_name"), "Shop " + base);
    EXPECT_EQ(at(get(current + "/channels/whatsapp").body, "/items/0/display_name"), "Shop " + base);
  }
}

TEST_F(VobizChannels, GoAndTheirConversationsClose) {
  tell_documented_conversation();
  const auto path = current + "/channels/whatsapp/" + channel();
  expect_refusal(ask(http::Method::del, path, "", rival_headers()), 404, "CHANNEL_NOT_FOUND");
  expect_refusal(ask(http::Method::del, path, "", bound_headers()), 403, "FORBIDDEN");
  EXPECT_EQ(at(get(current + "/conversations").body, "/items/0/status"), "open");
  const auto gone = ask(http::Method::del, path, "");
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.body, "");
  expect_refusal(ask(http::Method::del, path, ""), 404, "CHANNEL_NOT_FOUND");
  expect_refusal(ask(http::Method::put, path, R"({"display_name":"x"})"), 404, "CHANNEL_NOT_FOUND");
  expect_refusal(get(current + "/channels/" + channel() + "/templates"), 404, "CHANNEL_NOT_FOUND");
  EXPECT_EQ(at(get(current + "/conversations").body, "/items/0/status"), "closed");
  EXPECT_EQ(at(get(legacy + "/conversations").body, "/data/0/status"), "closed");
  EXPECT_EQ(at(get(current + "/channels/whatsapp").body, "/items/0/status"), "inactive");
  const auto body =
      R"({"channel_id":")" + channel() +
      R"(","waba_id":"102290129340398","to":"+919876543210","type":"text","text":{"body":"x"}})";
  expect_refusal(post(current + "/messages", body), 400, "INVALID_CHANNEL");
}

TEST_F(VobizChannels, AreMadeOfWholeBodiesOnly) {
  for (const auto* name : {"waba_id", "phone_number_id", "phone_number", "number_onboarding_mode",
                           "number_provider", "access_token", "display_name"}) {
    for (const auto* value : {"null", "\"\"", "[]", "{}", "true", "\" \""}) {
      expect_refusal(post(current + "/channels/whatsapp", with(name, value)), 400, "BAD_REQUEST");
    }
  }
  for (const auto& [name, value] :
       {std::pair{"waba_id", "\"x/y\""}, std::pair{"phone_number_id", "\"../me\""},
        std::pair{"phone_number", "\"919999999990\""},
        std::pair{"number_onboarding_mode", "\"buy_from_vobiz\""},
        std::pair{"number_provider", "\"others\""}}) {
    expect_refusal(post(current + "/channels/whatsapp", with(name, value)), 400, "BAD_REQUEST");
  }
  for (const auto* body : {"", "[]", "{}", R"({"display_name":[1]})", R"({"display_name":""})"})
    expect_refusal(ask(http::Method::put, current + "/channels/whatsapp/" + channel(), body), 400,
                   "BAD_REQUEST");
  expect_refusal(post(current + "/channels/whatsapp", with("", ""), bound_headers()), 403, "FORBIDDEN");
}

// Nothing is believed that Meta was not asked for.
TEST_F(VobizChannels, NeedMeta) {
  expect_refusal(post(current + "/channels/whatsapp", with("", "")), 503, "SERVICE_UNAVAILABLE");
  const auto path = current + "/channels/whatsapp/" + channel();
  expect_refusal(ask(http::Method::put, path, R"({"access_token":"EAAG"})"), 503, "SERVICE_UNAVAILABLE");
  for (const auto& base : both) {
    const auto templates = base + "/channels/" + channel() + "/templates";
    expect_refusal(get(templates), 503, "SERVICE_UNAVAILABLE");
    expect_refusal(post(templates + "/sync", ""), 503, "SERVICE_UNAVAILABLE");
  }
  EXPECT_EQ(at(get(current + "/channels/whatsapp").body, "/items/2"), "absent");
}

TEST_F(VobizChannels, AreVerifiedByTheirOwnPhones) {
  const auto base = current + "/numbers/whatsapp/bring-your-own/";
  const struct {
    std::string path, body;
    int status;
    std::string code;
  } cases[] = {
      {"verify", R"({"phone_number":"+919999999999","verification_method":"sms"})", 503,
       "SERVICE_UNAVAILABLE"},
      {"verify", R"({"phone_number":"+917777777777","verification_method":"sms"})", 404, "CHANNEL_NOT_FOUND"},
      {"verify", R"({"phone_number":"+919999999999","verification_method":"pigeon"})", 400, "BAD_REQUEST"},
      {"verify", R"({"phone_number":"919999999999","verification_method":"sms"})", 400, "BAD_REQUEST"},
      {"verify", R"({"verification_method":"sms"})", 400, "BAD_REQUEST"},
      {"confirm", R"({"phone_number":"+919999999999","otp_code":"123-456"})", 503, "SERVICE_UNAVAILABLE"},
      {"confirm", R"({"phone_number":"+917777777777","otp_code":"123456"})", 404, "CHANNEL_NOT_FOUND"},
      {"confirm", R"({"phone_number":"+919999999999","otp_code":"none"})", 400, "BAD_REQUEST"},
      {"confirm", R"({"phone_number":"+919999999999"})", 400, "BAD_REQUEST"},
  };
  for (const auto& [path, body, status, code] : cases) expect_refusal(post(base + path, body), status, code);
  expect_refusal(post(base + "verify", cases[0].body, bound_headers()), 403, "FORBIDDEN");
}

TEST_F(VobizChannels, RefuseTemplatesThatAreWrong) {
  const auto path = current + "/channels/" + channel() + "/templates";
  const std::string body = R"([{"type":"BODY","text":"Hi"}])";
  const auto made_of = [&](const std::string& name, const std::string& category,
                           const std::string& components) {
    return R"({"name":)" + name + R"(,"language":"en_US","category":)" + category + R"(,"components":)" +
           components + '}';
  };
  for (const auto& wrong :
       {std::string(), std::string("{}"), made_of("\"Order\"", "\"UTILITY\"", body),
        made_of("\"a b\"", "\"UTILITY\"", body), made_of("null", "\"UTILITY\"", body),
        made_of("\"order\"", "\"utility\"", body), made_of("\"order\"", "null", body),
        made_of("\"order\"", "\"UTILITY\"", "[]"), made_of("\"order\"", "\"UTILITY\"", "{}"),
        made_of("\"order\"", "\"UTILITY\"", "\"x\"")}) {
    expect_refusal(post(path, wrong), 400, "BAD_REQUEST");
  }
  const auto right = made_of("\"order\"", "\"UTILITY\"", body);
  expect_refusal(post(path, right), 503, "SERVICE_UNAVAILABLE");
  expect_refusal(post(path, right, bound_headers()), 403, "FORBIDDEN");
  for (const auto* query : {"?status=x", "?status=approved", "?page=0", "?limit=0", "?limit=x"})
    expect_refusal(get(path + query), 400, "BAD_REQUEST");
  expect_refusal(get(current + "/channels/" + channel() + "/templates", rival_headers()), 404,
                 "CHANNEL_NOT_FOUND");
}

TEST_F(VobizChannels, TellTemplatesInBothStates) {
  const MessageTemplate order{.id = 1026,
                              .name = "order",
                              .language = "en_US",
                              .status = "PENDING",
                              .category = "UTILITY",
                              .quality = {},
                              .reason = {},
                              .components = R"([{"type":"BODY","text":"Hi"}])",
                              .variables = {},
                              .created_at = *parse_rfc3339("2026-06-01T10:00:00Z"),
                              .updated_at = *parse_rfc3339("2026-06-02T11:30:00Z")};
  const Ids ids(scene.store().seal(), acme);
  for (const auto state : {State::current, State::legacy}) {
    Answered told{.status = 200};
    JsonWriter json(told.body);
    write_template(json, state, ids, first, order);
    const bool is_legacy = state == State::legacy;
    expect_form(is_legacy ? "legacy template" : "template", told);
    expect_answer(is_legacy ? "legacy_template" : "template", told);
  }
}

}  // namespace
}  // namespace parley::vobiz
