// What every answer has: the key, the request's id, the rate, the form.

#include "dialects/kirim/testing.h"

#include <set>

namespace parley::kirim {
namespace {

TEST_F(Kirim, AsksForAKeyEverywhereButOnOpenRoutes) {
  scene.token(acme, Api::kirim, "kdv_live_expired", {}, scene.now);
  scene.wait(scene.store().revoke_token(acme, scene.token(acme, Api::kirim, "kdv_live_revoked").id));
  scene.token(acme, Api::whats91, "w91_live_other");
  for (const auto& [with, code] :
       {std::pair("", "invalid_api_key"), std::pair("nobody", "invalid_api_key"),
        std::pair("w91_live_other", "invalid_api_key"), std::pair("kdv_live_revoked", "invalid_api_key"),
        std::pair("kdv_live_expired", "expired_api_key")}) {
    for (const auto& rest : {std::string("me"), std::string("accounts"), std::string("labels"),
                             pid + "/conversations", pid + "/messages", pid + "/contacts"}) {
      const auto answered = get(rest, with);
      EXPECT_EQ(answered.status, 401) << rest;
      EXPECT_EQ(code_of(answered), code) << rest;
      EXPECT_EQ(at(answered, "/error/type"), "authentication_error");
      EXPECT_EQ(header(answered, "X-RateLimit-Limit"), "absent");
    }
  }
  EXPECT_EQ(scene.ask({.target = "/v1/me?token=kdv_live_acme"}).status, 401);
  EXPECT_EQ(scene.ask({.target = "/v1/me", .headers = {{"Authorization", "bEARER  kdv_live_acme "}}}).status,
            200);
  EXPECT_EQ(scene.ask({.target = "/v1/me", .headers = {{"Authorization", "Basic kdv_live_acme"}}}).status,
            401);
  EXPECT_EQ(scene.ask({.target = "/v1/me", .headers = {{"Authorization", "Bearer"}}}).status, 401);
  EXPECT_EQ(scene.ask({.target = "/v1/me", .headers = {{"Authorization", "Bearer KDV_LIVE_ACME"}}}).status,
            401);
}

TEST_F(Kirim, IsHealthy) {
  const auto answered = get("health", "");
  expect("health", answered);
  EXPECT_EQ(header(answered, "X-RateLimit-Limit"), "absent");
  EXPECT_EQ(get("health", "nobody").status, 200);
}

// The document names exactly what is answered, and nothing in it refers to nothing.
TEST_F(Kirim, DescribesItsRoutes) {
  const auto answered = get("openapi.json", "");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(header(answered, "X-RateLimit-Limit"), "absent");
  constexpr std::string_view names[] = {"get", "head", "post", "put", "patch", "delete"};
  std::set<std::string> routes, documented;
  for (const Route& route : dialect.routes)
    routes.insert(std::string(names[static_cast<std::size_t>(route.method)]) + ' ' +
                  std::string(route.path.substr(3)));
  for (const auto [path, operations] :
       simdjson::dom::object(schemas.root()["paths"].get_object().value_unsafe())) {
    for (const auto [method, operation] : simdjson::dom::object(operations.get_object().value_unsafe()))
      documented.insert(std::string(method) + ' ' + std::string(path));
  }
  EXPECT_EQ(routes, documented);
  EXPECT_EQ(at(answered, "/openapi"), "3.1.0");
  static const std::regex reference(R"(\"\$ref\": ?\"#([^\"]+)\")");
  for (std::sregex_iterator i(answered.body.begin(), answered.body.end(), reference), end; i != end; ++i)
    EXPECT_NE(at(answered, i->str(1)), "absent") << i->str();
}

TEST_F(Kirim, TellsWhoAsks) {
  NewToken named{.organization = acme, .api = Api::kirim, .secret = "kdv_live_named_abcd", .name = "till"};
  scene.wait(scene.store().add_token(std::move(named)));
  expect("me", get("me", "kdv_live_named_abcd"));
  // Keys of one organization share kept answers, but not this one.
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(at(get("me", "kdv_live_named_abcd"), "/data/api_key/label"), "till");
    EXPECT_EQ(at(get("me"), "/data/api_key/label"), "");
  }
}

TEST_F(Kirim, ListsAccounts) {
  expect("accounts", get("accounts"));
  expect("accounts", get("accounts?status=connected"));
  expect("accounts", get("accounts?status=all"));
  for (const auto* status : {"", "disconnected", "ALL", "%FF"})
    EXPECT_EQ(code_of(get("accounts?status=" + std::string(status))), "invalid_field_value status");
  scene.token(acme, Api::kirim, "kdv_live_bound", second_account.id);
  EXPECT_EQ(at(get("accounts", "kdv_live_bound"), "/data/0/phone_number_id"), "106540352242923");
  EXPECT_EQ(at(get("accounts", "kdv_live_bound"), "/data/1"), "absent");
  EXPECT_EQ(get(pid + "/conversations", "kdv_live_bound").status, 404);
  EXPECT_EQ(get("106540352242923/conversations", "kdv_live_bound").status, 200);

  // Meta refuses the token of one.
  write([&](Transaction& in) { hold(in, first, in.now, "Access token has expired", true); });
  EXPECT_EQ(at(get("accounts"), "/data/0/status"), "degraded");
  EXPECT_EQ(at(get("accounts"), "/data/1/status"), "connected");
  write([&](Transaction& in) { token_is_accepted(in, first); });
  EXPECT_EQ(at(get("accounts"), "/data/0/status"), "connected");
}

TEST_F(Kirim, FindsItsWayByTheFirstPart) {
  const struct {
    std::string rest;
    int status;
    std::string_view code;
  } cases[] = {
      {"abc/conversations", 400, "invalid_field_value phone_number_id"},
      {"12345/messages", 400, "invalid_field_value phone_number_id"},
      {"123456789012345678901/contacts", 400, "invalid_field_value phone_number_id"},
      {"%31%30%36540352242922/contacts", 400, "invalid_field_value phone_number_id"},
      {"123456/conversations", 404, "resource_not_found"},
      {"106540352242924/conversations", 404, "resource_not_found"},  // the rival's
      {"accounts/conversations", 404, "resource_not_found"},
      {"labels/messages", 400, "invalid_field_value id"},
      {"", 404, "resource_not_found"},
      {"nothing", 404, "resource_not_found"},
      {pid, 404, "resource_not_found"},
      {pid + "/broadcasts", 404, "resource_not_found"},
      {pid + "/conversations/", 404, "resource_not_found"},
      {"webhook_subscriptions", 404, "resource_not_found"},
      {"customers", 404, "resource_not_found"},
  };
  for (const auto& [rest, status, code] : cases) {
    const auto answered = get(rest);
    EXPECT_EQ(answered.status, status) << rest;
    EXPECT_EQ(code_of(answered), code) << rest;
  }
  const auto wrong = ask(http::Method::put, "labels");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(code_of(wrong), "invalid_request");
  EXPECT_EQ(header(wrong, "Allow"), "GET, HEAD, POST");
}

TEST_F(Kirim, RefusesInTheDocumentedForm) {
  expect("missing_key", get("me", ""), 401);
  expect("not_found", get("lbl"), 404);
  expect("invalid_limit", get("labels?limit=0"), 400);
}

TEST_F(Kirim, CountsReadsAndWritesApart) {
  const auto one = get("labels");
  EXPECT_EQ(header(one, "X-RateLimit-Limit"), "6000");
  EXPECT_EQ(header(one, "X-RateLimit-Remaining"), "5999");
  EXPECT_EQ(header(one, "X-RateLimit-Reset"), std::to_string(to_millis(scene.now) / 1000 + 1));
  EXPECT_EQ(header(get("labels?limit=0"), "X-RateLimit-Remaining"), "5998");
  EXPECT_EQ(header(post("labels", "{}"), "X-RateLimit-Remaining"), "599");
  EXPECT_EQ(header(get("labels"), "X-RateLimit-Remaining"), "5997");
  // The rival's are its own; one second brings a tenth of a minute's hundred back.
  EXPECT_EQ(header(get("labels", rival_key), "X-RateLimit-Remaining"), "5999");
  scene.now += std::chrono::seconds{1};
  EXPECT_EQ(header(get("labels"), "X-RateLimit-Remaining"), "5999");
}

TEST_F(Kirim, RefusesWhatIsTooMuch) {
  for (int i = 0; i < 600; ++i) EXPECT_EQ(post("labels", "{}").status, 400);
  const auto refused = post("labels", "{}");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(code_of(refused), "rate_limit_exceeded");
  EXPECT_EQ(header(refused, "X-RateLimit-Remaining"), "0");
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_EQ(get("labels").status, 200);
  // A refusal costs no token.
  for (int i = 0; i < 50; ++i) post("labels", "{}");
  scene.now += std::chrono::milliseconds{100};
  EXPECT_EQ(post("labels", "{}").status, 400);
  EXPECT_EQ(post("labels", "{}").status, 429);
}

// An answer that is kept and given again has the id of each request, in the header and in the body.
TEST_F(Kirim, GivesEachRequestAnIdOfItsOwn) {
  const auto conversation = asha_writes();
  for (const auto& rest :
       {pid + "/conversations", pid + "/conversations/" + conversation, pid + "/messages", pid + "/contacts",
        std::string("labels"), std::string("accounts"), std::string("me")}) {
    std::set<std::string> ids;
    for (int i = 0; i < 5; ++i) {
      const auto answered = get(rest);
      const auto id = header(answered, "X-Request-Id");
      EXPECT_TRUE(std::regex_match(id, std::regex("req_[0-9A-HJKMNP-TV-Z]{26}"))) << id;
      EXPECT_EQ(at(answered, "/request_id"), id) << rest;
      ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 5u) << rest;
  }
}

TEST_F(Kirim, TakesNoRequestIdFromOutside) {
  const auto answered = ask(http::Method::get, "labels", "", key, {{"X-Request-Id", "req_mine"}});
  EXPECT_NE(header(answered, "X-Request-Id"), "req_mine");
}

}  // namespace
}  // namespace parley::kirim
