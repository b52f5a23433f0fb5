#include "dialects/dialect.h"

#include "dialects/testing.h"

#include <stdexcept>

namespace parley {
namespace {

Task<> say_path(const Call& call, http::Reply& reply, Context&) {
  for (std::size_t i = 0; i < call.path.size(); ++i) reply.out() += call.path.decoded(i) + ' ';
  co_return;
}

Task<> break_half_way(const Call&, http::Reply& reply, Context&) {
  reply.status = 201;
  reply.add_header("X-Half", "way");
  reply.out() += "half an ans";
  throw std::runtime_error("the disk is on fire");
  co_return;
}

Task<> refuse_half_way(const Call&, http::Reply& reply, Context&) {
  reply.out() += "half an ans";
  throw Problem::not_found("thing");
  co_return;
}

Task<> be_behind(const Call&, http::Reply&, Context&) {
  throw Problem::unavailable("later");
  co_return;
}

constexpr Route routes[] = {
    {http::Method::get, "/t/{id}", say_path},           {http::Method::get, "/t/broken", break_half_way},
    {http::Method::get, "/t/refused", refuse_half_way}, {http::Method::get, "/t/behind", be_behind},
    {http::Method::post, "/t/{id}", say_path},          {http::Method::del, "/t/{id}/parts/{part}", say_path},
};

std::optional<std::string> credential(const http::Request& request, const http::Params&) {
  const auto header = request.header("x-token");
  if (!header) return std::nullopt;
  return std::string(*header);
}

void refuse(const Problem& problem, const Call& call, http::Reply& reply) {
  reply.status = 400 + static_cast<int>(problem.kind());
  reply.out() +=
      problem.subject() + '|' + problem.what() + '|' + (call.request_id.size() == 36 ? "id" : "no id");
}

constexpr Dialect dialect{
    .name = "test", .api = Api::native, .routes = routes, .credential = credential, .refuse = refuse};

int status_of(Problem::Kind kind) { return 400 + static_cast<int>(kind); }

struct Answering : testing::Test {
  Answering() {
    const auto organization = scene.organization("Acme");
    scene.token(organization, Api::native, "good");
    scene.token(organization, Api::meta, "of another API");
    const auto gone = scene.token(organization, Api::native, "revoked");
    scene.wait(scene.store().revoke_token(organization, gone.id));
    scene.token(organization, Api::native, "expired", {}, scene.now);
  }

  Answered ask(std::string path, std::optional<std::string> token = "good",
               http::Method method = http::Method::get) {
    Ask ask{.target = std::move(path), .method = method};
    if (token) ask.headers.emplace_back("X-Token", *token);
    return scene.ask(ask, &dialect);
  }

  Scene scene;
};

TEST_F(Answering, HandsTheHandlerThePathsParts) {
  EXPECT_EQ(ask("/t/7").body, "7 ");
  EXPECT_EQ(ask("/t/a%20b").body, "a b ");
  EXPECT_EQ(ask("/t/7/parts/8", "good", http::Method::del).body, "7 8 ");
}

TEST_F(Answering, ServesHeadAsGet) { EXPECT_EQ(ask("/t/7", "good", http::Method::head).body, "7 "); }

TEST_F(Answering, TellsWhichTokensCount) {
  const struct {
    std::optional<std::string> token;
    std::string_view subject;
  } cases[] = {
      {std::nullopt, "no token|"},  {"", "token|"},        {"unknown", "token|"},
      {"of another API", "token|"}, {"revoked", "token|"}, {"expired", "expired token|"},
  };
  for (const auto& [token, subject] : cases) {
    const auto answered = ask("/t/7", token);
    EXPECT_EQ(answered.status, status_of(Problem::Kind::unauthenticated)) << token.value_or("none");
    EXPECT_TRUE(answered.body.starts_with(subject)) << answered.body;
  }
}

TEST_F(Answering, LooksForTheRouteBeforeTheToken) {
  EXPECT_EQ(ask("/t", std::nullopt).body, "route|route not found|id");
  const auto answered = ask("/t/7", std::nullopt, http::Method::put);
  EXPECT_EQ(answered.status, status_of(Problem::Kind::wrong_method));
  EXPECT_EQ(answered.headers, "Allow: GET, HEAD, POST\r\n");
}

TEST_F(Answering, TakesBackWhatWasWrittenBeforeAProblem) {
  const auto refused = ask("/t/refused");
  EXPECT_EQ(refused.status, status_of(Problem::Kind::not_found));
  EXPECT_EQ(refused.body, "thing|thing not found|id");
}

TEST_F(Answering, SaysNothingOfWhatBroke) {
  const auto broken = ask("/t/broken");
  EXPECT_EQ(broken.status, status_of(Problem::Kind::internal));
  EXPECT_EQ(broken.body, "|Internal error|id");
  EXPECT_EQ(broken.headers, "");
}

TEST_F(Answering, SaysWhenToComeAgain) { EXPECT_EQ(ask("/t/behind").headers, "Retry-After: 1\r\n"); }

TEST(FindRoute, PrefersWhatIsLiteralWhateverTheOrder) {
  using enum http::Method;
  constexpr std::string_view patterns[] = {
      "/c/{id}",  "/c/summary",   "/c/{id}/m", "/c/{id}/{what}",
      "/c/new/m", "/f/{rest...}", "/f/{one}",  "/f/{one}/x",
  };
  const struct {
    std::string_view path, pattern;
  } cases[] = {
      {"/c/7", "/c/{id}"},          {"/c/summary", "/c/summary"}, {"/c/7/m", "/c/{id}/m"},
      {"/c/7/n", "/c/{id}/{what}"}, {"/c/new/m", "/c/new/m"},     {"/c/summary/m", "/c/{id}/m"},
      {"/f/a/b", "/f/{rest...}"},   {"/f/a", "/f/{one}"},         {"/f/a/x", "/f/{one}/x"},
      {"/c/Summary", "/c/{id}"},
  };
  std::vector<Route> forwards, backwards;
  for (const auto pattern : patterns) forwards.push_back({get, pattern, say_path});
  backwards.assign(forwards.rbegin(), forwards.rend());
  for (const auto& [path, pattern] : cases) {
    EXPECT_EQ(find_route(forwards, get, path).route->path, pattern) << path;
    EXPECT_EQ(find_route(backwards, get, path).route->path, pattern) << path;
  }
}

TEST(FindRoute, RefusesWhatIsNoRoute) {
  for (const auto* path : {"", "/", "/t", "/t/", "/t/7/", "/t/7/parts", "/t//parts/8", "/T/7"}) {
    try {
      find_route(routes, http::Method::get, path);
      ADD_FAILURE() << path;
    } catch (const Problem& problem) {
      EXPECT_EQ(problem.kind(), Problem::Kind::not_found) << path;
    }
  }
}

TEST(DialectOf, IsToldByThePath) {
  EXPECT_EQ(dialect_of("/"), nullptr);
  EXPECT_EQ(dialect_of(""), nullptr);
  EXPECT_EQ(dialect_of("/api"), nullptr);
  EXPECT_EQ(dialect_of("/v23.0"), nullptr);
  EXPECT_EQ(dialect_of("/v23/x"), nullptr);
  for (const auto* each : all_dialects()) {
    for (const Route& route : each->routes) {
      std::string path(route.path);
      if (const auto brace = path.find("{version}"); brace != path.npos) path.replace(brace, 9, "23.0");
      EXPECT_EQ(dialect_of(path), each) << route.path;
      if (!each->also_under.empty())
        EXPECT_EQ(dialect_of(std::string(each->also_under) + path), each) << path;
    }
  }
}

}  // namespace
}  // namespace parley
