// Who may ask, and how refusals are worded.

#include "dialects/meta/testing.h"

namespace parley::graph {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct GraphAccess : GraphDialect {
  Answered with(Headers headers, const std::string& target = "/v23.0/106540352242922/conversations") {
    return scene.ask({.target = target, .token = "", .headers = std::move(headers)});
  }
};

TEST_F(GraphAccess, TakesATokenFromEitherHeader) {
  const std::string ours = key;
  for (const auto& headers : {Headers{{"X-API-Key", ours}}, Headers{{"Authorization", "Bearer " + ours}},
                              Headers{{"authorization", "bearer  " + ours + " "}},
                              Headers{{"X-API-Key", ours}, {"Authorization", "Bearer EAAG-of-metas"}},
                              Headers{{"X-API-Key", "unused"}, {"Authorization", "Bearer " + ours}}}) {
    EXPECT_EQ(with(headers).status, 200);
  }
  EXPECT_EQ(with({}, "/v23.0/106540352242922/conversations?access_token=" + ours).status, 200);
  EXPECT_EQ(with({{"X-API-Key", ours}}, "/meta/whatsapp/v24.0/106540352242922/conversations").status, 200);
}

TEST_F(GraphAccess, RefusesOthersAsMetaDoes) {
  scene.token(acme, Api::kirim, "pk_live_of_another_api");
  scene.token(acme, Api::meta, "pk_live_expired", {}, scene.now);
  const auto gone = scene.token(acme, Api::meta, "pk_live_gone");
  scene.wait(scene.store().revoke_token(acme, gone.id));
  EXPECT_EQ(refusal_in(with({})), "401 104");
  EXPECT_EQ(refusal_in(with({{"Authorization", "Basic abc"}})), "401 104");
  for (const auto* bad : {"nonsense", "pk_live_of_another_api", "pk_live_gone"})
    EXPECT_EQ(refusal_in(with({{"X-API-Key", bad}})), "401 190") << bad;
  EXPECT_EQ(refusal_in(with({{"X-API-Key", "pk_live_expired"}})), "401 190/463");
  const auto answered = with({{"X-API-Key", "nonsense"}});
  EXPECT_EQ(difference(file_text(PARLEY_SOURCE_DIR "/src/dialects/meta/testdata/documented/error.json"),
                       answered.body),
            "");
  EXPECT_NE(answered.headers.find("WWW-Authenticate: OAuth"), std::string::npos);
  EXPECT_NE(at(answered, "/error/fbtrace_id"), at(with({{"X-API-Key", "nonsense"}}), "/error/fbtrace_id"));
}

TEST_F(GraphAccess, AnswersUnknownCallsAsGraphDoes) {
  for (const auto* rest : {"106540352242922/nonsense", "a/b/c", "106540352242922/messages/"})
    EXPECT_EQ(refusal_in(get(rest)), "400 100/33") << rest;
  EXPECT_EQ(refusal_in(ask(http::Method::put, "106540352242922/messages")), "400 100/33");
  const auto answered = scene.ask({.target = "/meta/whatsapp/vX/106540352242922/messages", .token = key});
  EXPECT_EQ(refusal_in(answered), "400 100/33");
}

TEST_F(GraphAccess, KnowsAVersion) {
  for (const auto* path : {"/v23.0/", "/v1.0/x", "/v123.45/x/y"}) EXPECT_TRUE(is_versioned(path)) << path;
  for (const auto* path :
       {"/v23/", "/v23.0", "/v.0/", "/v23./x", "/v2.3.4/x", "/V23.0/x", "/v2x.0/", "v23.0/", ""})
    EXPECT_FALSE(is_versioned(path)) << path;
}

TEST_F(GraphAccess, ShowsABoundTokenOneNumberOnly) {
  scene.token(acme, Api::meta, "pk_live_bound", first.id);
  EXPECT_EQ(get("106540352242922/conversations", "pk_live_bound").status, 200);
  const auto second = "106540352242923/conversations";
  EXPECT_EQ(get(second).status, 200);
  EXPECT_EQ(refusal_in(get(second, "pk_live_bound")), "404 100/33");
  EXPECT_EQ(get(second, "pk_live_bound").body.find("+1"), std::string::npos);
  scene.tell(second_number, text_from(john, "wamid.second", "hi", parley::graph::second(3)));
  const auto id = at(get(second), "/data/0/id");
  EXPECT_EQ(get("conversations/" + id).status, 200);
  EXPECT_EQ(refusal_in(get("conversations/" + id, "pk_live_bound")), "404 100/33");
}

TEST_F(GraphAccess, KeepsOrganizationsApart) {
  const auto id = john_writes();
  for (const auto& rest :
       {pid + "/conversations", pid + "/messages", pid + "/messages/wamid.hi", pid + "/contacts",
        pid + "/contacts/" + john, "conversations/" + id, pid + "/conversations/" + id}) {
    EXPECT_EQ(get(rest).status, 200) << rest;
    EXPECT_EQ(refusal_in(get(rest, rival_key)), "404 100/33") << rest;
  }
  EXPECT_EQ(at(get("106540352242924/messages", rival_key), "/data"), "[]");
}

// A server without a way to Meta says so where Meta would have to be asked.
TEST_F(GraphAccess, SaysThatItDoesNotSpeakToMeta) {
  for (const auto& rest :
       {pid, pid + "/whatsapp_business_profile", std::string("102290129340398/message_templates"),
        std::string("102290129340398"), std::string("123456789")}) {
    const auto answered = get(rest);
    EXPECT_EQ(refusal_in(answered), "403 10") << rest;
    EXPECT_EQ(at(answered, "/error/error_data/details"), "This server does not speak to Meta");
  }
  for (const auto* rest : {"999/settings", "999/message_templates", "15559999999/message_templates"})
    EXPECT_EQ(refusal_in(get(rest)), "400 100/33") << rest;
  const auto mark = R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.hi"})";
  EXPECT_EQ(refusal_in(ask(http::Method::post, pid + "/messages", mark)), "403 10");
}

TEST_F(GraphAccess, RefusesWhatMetaWouldNotTake) {
  const auto post = [&](const std::string& body) {
    return refusal_in(ask(http::Method::post, pid + "/messages", body));
  };
  EXPECT_EQ(post(""), "400 100");
  EXPECT_EQ(post("[]"), "400 100");
  EXPECT_EQ(post(R"({"to":"15551234567","text":{"body":"x"}})"), "400 100");
  EXPECT_EQ(post(R"({"messaging_product":"whatsapp","type":"text","text":{"body":"x"}})"), "400 100");
  const auto good = R"({"messaging_product":"whatsapp","to":"15551234567","text":{"body":"x"}})";
  EXPECT_EQ(refusal_in(ask(http::Method::post, "106540352242924/messages", good)), "400 100/33");
  EXPECT_EQ(at(of_number("messages"), "/data"), "[]");
}

}  // namespace
}  // namespace parley::graph
