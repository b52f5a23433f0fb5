// Who may do what: each route of the table, asked by everybody.

#include "dialects/wapikit/people_testing.h"
#include "dialects/wapikit/rates.h"
#include "store/sql/connection.h"

namespace parley::wapikit {
namespace {

constexpr std::string_view denied = "You are not authorized to access this resource.";

class Routes : public WapikitPeople {
 protected:
  // The route's path with ids of Acme's in its braces.
  std::string target_of(const Route& route) {
    std::string path(route.path);
    std::string id = seal().uuid("anything", acme.value, 1);
    if (path.find("/members/") != std::string::npos) id = id_of(seal(), acme, bob.member);
    if (path.find("/roles/") != std::string::npos) {
      id = id_of(seal(), acme, role_with({}, 0, "Other " + std::to_string(++others_)));
    }
    if (path.find("/organization/{id}") != std::string::npos) id = id_of(seal(), acme);
    if (path.find("/phone-numbers/") != std::string::npos) id = number.phone_number_id;
    if (path.find("{slug}") != std::string::npos) id = invite_slug("guest@example.org");
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
      path.replace(at, path.find('}', at) + 1 - at, id);
    }
    return path + "?page=1&per_page=10";
  }

  // How many rows are written by now, of whatever table.
  std::int64_t written() {
    std::int64_t rows = 0;
    act([&](Transaction& in) { rows = in.db.changes(); });
    return rows;
  }
  // When a token was used first is written down; that is no change of what it is asked.
  void use(const std::string& token) { get("/api/user", token); }

 private:
  int others_ = 0;
};

class Access : public Routes, public testing::WithParamInterface<std::size_t> {
 protected:
  [[nodiscard]] const Route& route() const { return dialect.routes[GetParam()]; }
  std::string target() { return target_of(route()); }
};

// What has to be asked of Meta is 502 where a server does not speak to it.
bool is_answered(const Answered& answered) { return answered.status < 500 || answered.status == 502; }

TEST_P(Access, OfThoseWhoMayNot) {
  const bool names_something = route().path.find('{') != std::string_view::npos;
  const bool is_for_holders = route().path.find("{slug}") != std::string_view::npos;
  const auto path = target();
  const auto ask_as = [&](const std::string& token) { return ask(route().method, path, token, "{}"); };
  const auto expect_refused = [&](const std::string& token, std::string_view words) {
    use(token);
    const auto before = written();
    refused(ask_as(token), 401, words);
    EXPECT_EQ(written(), before) << "what is refused changes nothing";
  };
  if (!route().is_open) {
    scene.token(acme, Api::kirim, "another API's");
    for (const auto* token : {"", "another API's", "nonsense", "eyJhbGciOiJub25lIn0.e30."}) {
      expect_refused(token, "Unauthorized access");
    }
  }
  if (route().needs != 0) {
    const std::uint64_t all = (std::uint64_t{1} << permission_count) - 1;
    expect_refused(bob.token, denied);
    role_with(bob, all & ~route().needs);
    expect_refused(bob.token, denied);
    expect_refused(join({}, "zed").token, denied);
  }
  // Whatever names something of Acme's finds nothing for the owner of another organization.
  if (!names_something || is_for_holders || route().is_open) return;
  use(eve.token);
  const auto before = written();
  const auto foreign = ask_as(eve.token);
  EXPECT_TRUE(foreign.status >= 400 && foreign.status < 500) << foreign.status << ' ' << foreign.body;
  EXPECT_EQ(foreign.body.find("Acme"), std::string::npos) << foreign.body;
  EXPECT_EQ(written(), before);
}

// Forty-one members who may do one thing each: a route is open to those alone who may do all it needs.
TEST_F(Routes, AreOpenedByTheirPermissionsAlone) {
  std::vector<std::string> targets;
  for (const auto& route : dialect.routes) targets.push_back(target_of(route));
  for (int bit = 0; bit < permission_count; ++bit) {
    const auto word = permission_word(static_cast<Permission>(bit));
    const auto who = join(acme, "member" + std::to_string(bit));
    role_with(who, std::uint64_t{1} << bit, "Role " + std::to_string(bit));
    for (std::size_t i = 0; i < dialect.routes.size(); ++i) {
      const auto& route = dialect.routes[i];
      if (route.needs == 0) continue;
      const bool may = route.needs == std::uint64_t{1} << bit;
      use(who.token);
      const auto before = written();
      const auto answered = ask(route.method, targets[i], who.token, "{}");
      EXPECT_EQ(answered.status == 401, !may) << word << ' ' << route.path << ' ' << answered.body;
      EXPECT_TRUE(is_answered(answered)) << word << ' ' << route.path << ' ' << answered.body;
      if (!may) EXPECT_EQ(written(), before) << word << ' ' << route.path;
    }
  }
}

// Each word is asked for by some route, but for those of what is not here.
TEST(WapikitPermissions, AreAllAskedForSomewhere) {
  std::uint64_t needed = 0;
  for (const auto& route : dialect.routes) needed |= route.needs;
  std::vector<std::string_view> unused;
  for (int bit = 0; bit < permission_count; ++bit) {
    if ((needed >> bit & 1) == 0) unused.push_back(permission_word(static_cast<Permission>(bit)));
  }
  EXPECT_EQ(unused, (std::vector<std::string_view>{
                        "Get:Campaign", "Create:Campaign", "Update:Campaign", "Delete:Campaign", "Update:Tag",
                        "Delete:Tag", "Get:AppSettings", "Update:AppSettings", "Get:PrimaryAnalytics",
                        "Get:SecondaryAnalytics", "Get:CampaignAnalytics", "Update:IntegrationSettings"}));
}

TEST_P(Access, OfAMemberWithTheNeededPermissions) {
  role_with(bob, route().needs);
  const auto answered = ask(route().method, target(), route().is_open ? "" : bob.token, "{}");
  EXPECT_NE(answered.status, 401) << answered.body;
  EXPECT_TRUE(is_answered(answered)) << answered.body;
}

TEST_P(Access, OfAnOwner) {
  const auto answered = ask(route().method, target(), ann.token, "{}");
  EXPECT_NE(answered.status, 401) << answered.body;
  EXPECT_TRUE(is_answered(answered)) << answered.body;
}

TEST_P(Access, OfThoseWhoBelongNowhere) {
  const auto path = target();
  const auto homeless = ask(route().method, path, join({}, "zed").token, "{}");
  EXPECT_LT(homeless.status, 500) << homeless.body;
  if (route().is_open) return;
  act([&](Transaction& in) { remove_member(in, acme, bob.member); });
  refused(ask(route().method, path, bob.token, "{}"), 401, "Unauthorized access");
}

INSTANTIATE_TEST_SUITE_P(Wapikit, Access, testing::Range(std::size_t{0}, dialect.routes.size()),
                         [](const auto& of) {
                           const auto& route = dialect.routes[of.param];
                           std::string name = std::to_string(of.param);
                           for (const char c : route.path) name += std::isalnum(c) ? c : '_';
                           return name;
                         });

TEST(WapikitCredential, IsFoundInEachPlace) {
  const struct {
    std::vector<http::Header> headers;
    std::string_view query;
    std::optional<std::string> token;
    std::string_view path = "/api/user";
  } cases[] = {
      {{}, "", std::nullopt},
      {{{"X-Access-Token", "abc"}}, "", "abc"},
      {{{"x-access-token", " abc "}}, "", "abc"},
      {{{"x-access-key", "abc"}}, "", "abc"},
      {{{"Authorization", "Bearer abc"}}, "", "abc"},
      {{{"Authorization", "bearer  abc"}}, "", "abc"},
      {{{"Authorization", "Basic abc"}}, "", std::nullopt},
      {{{"Authorization", "abc"}}, "", std::nullopt},
      {{{"Authorization", "Bearer 3"}, {"x-access-key", "2"}, {"x-access-token", "1"}}, "", "1"},
      {{{"Authorization", "Bearer 3"}, {"x-access-key", "2"}, {"x-access-token", ""}}, "", "2"},
      {{}, "token=abc", std::nullopt},
      {{}, "token=abc", "abc", "/api/events"},
      {{}, "token=", std::nullopt, "/api/events"},
      {{{"x-access-token", "1"}}, "token=2", "1", "/api/events"},
  };
  for (const auto& [headers, query, token, path] : cases) {
    http::Request request{.path = path, .headers = headers};
    EXPECT_EQ(credential(request, http::Params::of_query(query)), token) << query << ' ' << headers.size();
  }
}

TEST(WapikitRates, AreTheirs) {
  using namespace std::chrono_literals;
  const struct {
    std::string_view path;
    std::int64_t count;
    std::chrono::seconds per;
  } cases[] = {
      {"/api/conversations", 600, 1h},
      {"/api/conversation/{id}/messages", 600, 1h},
      {"/api/conversation/{id}/media", 30, 1min},
      {"/api/conversation/{id}/read", 0, 1min},
      {"/api/conversation/{id}/media/{mediaId}", 0, 1min},
      {"/api/contacts", 600, 1min},
      {"/api/contacts/{id}", 60, 1min},
      {"/api/organization/members/{id}/role", 60, 1min},
      {"/api/auth/reset-password/init", 5, 15min},
      {"/api/auth/switch", 0, 1min},
      {"/api/user", 120, 1h},
      {"/api/user/notifications", 100, 1h},
  };
  for (const auto& [path, count, per] : cases) {
    EXPECT_EQ(rate_of(path).count, count) << path;
    EXPECT_EQ(rate_of(path).per, per) << path;
  }
}

TEST_F(WapikitPeople, AreToldHowOftenTheyMayAsk) {
  const std::string target = "/api/rbac/roles?page=1&per_page=1";
  const auto first = get(target, ann.token);
  EXPECT_NE(first.headers.find("X-RateLimit-Limit: 60\r\n"), std::string::npos) << first.headers;
  EXPECT_NE(first.headers.find("X-RateLimit-Remaining: 59\r\n"), std::string::npos);
  EXPECT_NE(first.headers.find("X-RateLimit-Reset: 1780642801\r\n"), std::string::npos) << first.headers;
  for (int i = 1; i < 60; ++i) EXPECT_EQ(get(target, ann.token).status, 200);
  const auto over = get(target, ann.token);
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(
      over.body,
      R"({"message":"Rate limit exceeded","error":"Rate limit exceeded","remaining":0,"reset":1780642860})");
  EXPECT_NE(over.headers.find("Retry-After: 1\r\n"), std::string::npos) << over.headers;
  EXPECT_EQ(get(target, bob.token).status, 401) << "another's rate is another's";
  scene.now += std::chrono::seconds{1};
  EXPECT_EQ(get(target, ann.token).status, 200);
}

TEST_F(WapikitPeople, MayAskMoreOftenWhereTheOperatorLetsTokensDoSo) {
  DialectSettings settings;
  settings.wapikit_rates = 3;
  scene.context().settings = std::make_shared<const DialectSettings>(settings);
  const auto read = get("/api/rbac/roles?page=1&per_page=1", ann.token);
  EXPECT_NE(read.headers.find("X-RateLimit-Limit: 180\r\n"), std::string::npos) << read.headers;
  const auto login = log_in_as("ann", "wrong");
  EXPECT_NE(login.headers.find("X-RateLimit-Limit: 60\r\n"), std::string::npos) << login.headers;
}

TEST_F(WapikitPeople, MayAskFromAnyOrigin) {
  const Ask preflight{.target = "/api/user",
                      .method = http::Method::options,
                      .headers = {{"Origin", "https://inbox.example"}}};
  const auto answered = scene.ask(preflight, &dialect);
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.body, "{}");
  EXPECT_NE(answered.headers.find("Access-Control-Allow-Origin: https://inbox.example\r\n"),
            std::string::npos);
  EXPECT_NE(answered.headers.find("x-access-token"), std::string::npos);
  EXPECT_EQ(get("/api/user", ann.token).headers.find("Access-Control"), std::string::npos);
}

TEST(WapikitRefusal, IsABareTextWhereTheirFrontendIsServed) {
  const auto styled = [](int status, std::string_view body, ErrorStyle style) {
    http::Reply reply;
    reply.status = status;
    reply.out() += body;
    restyle(reply, style);
    return std::string(reply.body());
  };
  using enum ErrorStyle;
  EXPECT_EQ(styled(404, R"({"message":"a \"b\""})", string), R"("a \"b\"")");
  EXPECT_EQ(styled(404, R"({"message":"x"})", object), R"({"message":"x"})");
  EXPECT_EQ(styled(200, R"({"message":"x"})", string), R"({"message":"x"})");
  EXPECT_EQ(styled(429, R"({"message":"x"})", string), R"({"message":"x"})");
}

}  // namespace
}  // namespace parley::wapikit
