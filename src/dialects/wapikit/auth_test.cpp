// Logging in, registering, resetting, keys: what they give and what they must not.

#include "dialects/wapikit/jwt.h"
#include "dialects/wapikit/people_testing.h"
#include "store/sql/connection.h"

#include <tuple>

namespace parley::wapikit {
namespace {

constexpr std::string_view applicant =
    R"({"username":"zed","email":"Zed@example.org","name":"Zed","password":"long enough")";

std::string with(std::string_view more) { return std::string(applicant) + std::string(more) + "}"; }

TEST_F(WapikitPeople, LogInByNameOrEmail) {
  for (const auto* name : {"ann", "ann@example.org", "ANN@Example.org"}) {
    const auto answered = log_in_as(name, password);
    expect("login", answered);
    EXPECT_EQ(get("/api/user", token_in(answered)).status, 200) << name;
  }
}

TEST_F(WapikitPeople, LogInToldTheSameWhateverIsWrong) {
  for (const auto* name : {"ann", "nobody", "ann@example.com", "'; --"}) {
    refused(log_in_as(name, "wrong horse"), 404, "Invalid email / password");
  }
}

TEST_F(WapikitPeople, SessionSaysWhoAndEndsAfterSixtyDays) {
  const auto token = token_in(log_in_as("ann", password));
  const auto claims = read_jwt(seal(), token);
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->unique_id, id_of(seal(), ann.user));
  EXPECT_EQ(claims->organization_id, id_of(seal(), acme));
  EXPECT_EQ(claims->role, "Owner");
  EXPECT_EQ(claims->email, "ann@example.org");
  scene.now += session_life - std::chrono::seconds{1};
  EXPECT_EQ(get("/api/user", token).status, 200);
  scene.now += std::chrono::seconds{1};
  EXPECT_EQ(get("/api/user", token).status, 401);
}

TEST_F(WapikitPeople, LogInGoesWhereOneIsAnOwner) {
  const auto third = scene.organization("Third");
  act([&](Transaction& in) { add_member(in, third, bob.user, true); });
  const auto claims = read_jwt(seal(), token_in(log_in_as("bob", password)));
  EXPECT_EQ(claims->organization_id, id_of(seal(), third));
  join({}, "zed");
  const auto homeless = log_in_as("zed", password);
  EXPECT_NE(homeless.body.find(R"("isOnboardingCompleted":false)"), std::string::npos);
  const auto zed = read_jwt(seal(), token_in(homeless));
  EXPECT_EQ(zed->organization_id, "");
  EXPECT_EQ(zed->role, "");
  expect("user_without_organization", get("/api/user", token_in(homeless)));
}

TEST_F(WapikitPeople, LogInIsTriedTwentyTimesAMinute) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(log_in_as(i % 2 ? "bob" : "bob@example.org", "wrong").status, 404);
  EXPECT_EQ(log_in_as("bob", password).status, 429);
  EXPECT_EQ(log_in_as("ann", password).status, 200) << "another account";
  scene.now += std::chrono::minutes{1};
  EXPECT_EQ(log_in_as("bob", password).status, 200);
}

// Neither those who log in nor those who search wait for the other.
TEST_F(WapikitPeople, LogInWaitsForNoSearch) {
  std::promise<void> let_go;
  const auto go = let_go.get_future().share();
  const auto search = [&](const Reader&) { go.wait(); };
  std::vector<std::future<void>> searches;
  for (int i = 0; i < 100; ++i) searches.push_back(scene.begin(scene.store().read(Weight::heavy, search)));
  EXPECT_EQ(get("/api/contacts?page=1&per_page=1&searchString=x", ann.token).status, 503);
  EXPECT_EQ(log_in_as("ann", password).status, 200);
  let_go.set_value();
  int ended = 0;
  for (auto& each : searches) {
    try {
      scene.wait(std::move(each));
      ++ended;
    } catch (const Problem&) {
    }
  }
  EXPECT_GT(ended, 0);
}

TEST_F(WapikitPeople, LogInsHoldUpNoSearch) {
  std::promise<void> let_go;
  const auto go = let_go.get_future().share();
  const auto check = [&] { go.wait(); };
  auto& passwords = *scene.context().passwords;
  std::vector<std::future<void>> checks;
  checks.push_back(scene.begin(passwords.run(check)));
  while (passwords.waiting() > 0) std::this_thread::yield();
  for (std::size_t i = 0; i < SideThread::Limits{}.waiting; ++i)
    checks.push_back(scene.begin(passwords.run(check)));

  const auto over = log_in_as("ann", password);
  EXPECT_EQ(over.status, 503);
  EXPECT_EQ(over.body, R"({"message":"Too much to do at once; try again"})");
  EXPECT_NE(over.headers.find("Retry-After: 1\r\n"), std::string::npos) << over.headers;
  EXPECT_EQ(passwords.refused(), 1u);
  EXPECT_EQ(get("/api/contacts?page=1&per_page=1&searchString=x", ann.token).status, 200);

  let_go.set_value();
  for (auto& each : checks) scene.wait(std::move(each));
  EXPECT_EQ(log_in_as("ann", password).status, 200);
}

TEST_F(WapikitPeople, RegisterWithACode) {
  expect("register", post("/api/auth/register", "", with("")));
  const auto code = letters->code("zed@example.org");
  ASSERT_EQ(code.size(), 6u);
  refused(post("/api/auth/verify-email", "", with(R"(,"otp":"1234567")")), 400, "Invalid OTP.");
  const auto verified = post("/api/auth/verify-email", "", with(R"(,"otp":")" + code + '"'));
  expect("verify_email", verified);
  EXPECT_EQ(get("/api/user", token_in(verified)).status, 200);
  EXPECT_EQ(log_in_as("zed", "long enough").status, 200);
  refused(post("/api/auth/verify-email", "", with(R"(,"otp":")" + code + '"')), 400,
          "A user with this email exists already");
}

TEST_F(WapikitPeople, RegisterTakesNobodysName) {
  const auto attempt = [&](const std::string& username, const std::string& email) {
    return post("/api/auth/register", "",
                R"({"username":")" + username + R"(","email":")" + email +
                    R"(","name":"N","password":"long enough"})");
  };
  refused(attempt("ann", "new@example.org"), 400, "A user with this username exists already");
  refused(attempt("new", "ANN@example.org"), 400, "A user with this email exists already");
  refused(attempt("ann@example.org", "new@example.org"), 400, "The username is not valid");
  refused(attempt("new", "new"), 400, "email is not valid");
}

TEST_F(WapikitPeople, RegisterCodesAreFewAndShortLived) {
  const auto verify = [&](const std::string& code) {
    return post("/api/auth/verify-email", "", with(R"(,"otp":")" + code + '"'));
  };
  post("/api/auth/register", "", with(""));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(verify("12345x").status, 400);
  refused(verify(letters->code("zed@example.org")), 400, "Invalid OTP.");
  post("/api/auth/register", "", with(""));
  scene.now += std::chrono::minutes{5};
  refused(verify(letters->code("zed@example.org")), 400, "Invalid OTP.");
}

TEST_F(WapikitPeople, RegisterIntoAnOrganizationByInvite) {
  const auto others = invite_slug("other@example.org");
  refused(post("/api/auth/register", "", with(R"(,"organizationInviteSlug":")" + others + '"')), 400,
          "The invite is not valid");
  const auto slug = R"(,"organizationInviteSlug":")" + invite_slug("zed@example.org") + '"';
  EXPECT_EQ(post("/api/auth/register", "", with(slug)).status, 200);
  const auto code = R"(,"otp":")" + letters->code("zed@example.org") + '"';
  const auto claims = read_jwt(seal(), token_in(post("/api/auth/verify-email", "", with(slug + code))));
  EXPECT_EQ(claims->organization_id, id_of(seal(), acme));
  EXPECT_EQ(claims->role, "Member");
}

// Whoever asked for a code first has no part in the account that the address's owner makes by it.
TEST_F(WapikitPeople, RegisterByTheWordsOfWhoKnowsTheCode) {
  post("/api/auth/register", "",
       R"({"username":"mallory","email":"zed@example.org","name":"M","password":"mallory's own"})");
  const auto code = R"(,"otp":")" + letters->code("zed@example.org") + '"';
  EXPECT_EQ(post("/api/auth/verify-email", "", with(code)).status, 200);
  EXPECT_EQ(log_in_as("zed@example.org", "long enough").status, 200);
  EXPECT_EQ(log_in_as("zed@example.org", "mallory's own").status, 404);
  EXPECT_EQ(log_in_as("mallory", "mallory's own").status, 404);
}

struct Reset : WapikitPeople {
  Answered begin(const std::string& email) {
    return post("/api/auth/reset-password/init", "", R"({"email":")" + email + "\"}");
  }
  Answered verify(const std::string& code, const std::string& email = "ann@example.org") {
    return post("/api/auth/reset-password/verify", "",
                R"({"email":")" + email + R"(","otp":")" + code + "\"}");
  }
  Answered complete(const std::string& more = "", const std::string& email = "ann@example.org") {
    return post("/api/auth/reset-password/complete", "",
                R"({"email":")" + email + R"(","password":"a new horse")" + more + "}");
  }
};

TEST_F(Reset, SetsANewPasswordAndEndsSessions) {
  const auto key = token_in(get("/api/auth/api-keys", ann.token));
  expect("reset_init", begin("ann@example.org"));
  expect("reset_verify", verify(letters->code("ann@example.org")));
  expect("reset_complete", complete());
  EXPECT_EQ(log_in_as("ann", password).status, 404);
  EXPECT_EQ(log_in_as("ann", "a new horse").status, 200);
  EXPECT_EQ(get("/api/user", ann.token).status, 401);
  EXPECT_EQ(get("/api/user", key).status, 401);
  EXPECT_EQ(get("/api/user", bob.token).status, 200);
  refused(complete(), 400, "Invalid OTP");
}

TEST_F(Reset, NeedsTheCode) {
  refused(complete(), 400, "Invalid OTP");
  begin("ann@example.org");
  refused(complete(), 400, "Invalid OTP");
  refused(complete(R"(,"otp":"12345x")"), 400, "Invalid OTP");
  refused(verify("12345x"), 400, "Invalid OTP");
  refused(complete(), 400, "Invalid OTP");
  EXPECT_EQ(log_in_as("ann", password).status, 200);
  EXPECT_EQ(complete(R"(,"otp":")" + letters->code("ann@example.org") + '"').status, 200);
  EXPECT_EQ(log_in_as("ann", "a new horse").status, 200);
}

TEST_F(Reset, TellsNobodyWhoIsHere) {
  const auto known = begin("ann@example.org");
  const auto unknown = begin("nobody@example.org");
  EXPECT_EQ(known.status, unknown.status);
  EXPECT_EQ(known.body, unknown.body);
  EXPECT_EQ(letters->code("nobody@example.org"), "");
  EXPECT_EQ(verify("123456", "nobody@example.org").body, verify("12345x").body);
  EXPECT_EQ(complete("", "nobody@example.org").body, complete().body);
}

TEST_F(Reset, CodesAreTriedFiveTimesAndForFiveMinutes) {
  begin("ann@example.org");
  for (int i = 0; i < 5; ++i) refused(verify("12345x"), 400, "Invalid OTP");
  refused(verify(letters->code("ann@example.org")), 400, "Invalid OTP");
  begin("ann@example.org");
  scene.now += std::chrono::minutes{5};
  refused(verify(letters->code("ann@example.org")), 400, "Invalid OTP");
}

TEST_F(Reset, OfOneAddressIsBegunFiveTimesAnHour) {
  for (int i = 0; i < 5; ++i) {
    begin("ann@example.org");
    scene.now += std::chrono::minutes{4};  // else the caller's own rate is reached first
  }
  const auto last = letters->code("ann@example.org");
  EXPECT_EQ(begin("ann@example.org").body, R"({"isOtpSent":true})");
  EXPECT_NE(last, "");
}

// Who reads the log must not be able to take over an account.
TEST_F(Reset, CodesAreInNoLog) {
  const Log log;
  post("/api/auth/register", "", with(""));
  begin("ann@example.org");
  begin("nobody@example.org");
  verify("12345x");
  for (const auto* address : {"zed@example.org", "ann@example.org"}) {
    const auto code = letters->code(address);
    ASSERT_EQ(code.size(), 6u);
    EXPECT_EQ(log.text().find(code), std::string::npos) << log.text();
  }
}

TEST_F(Reset, LettersSayWhatTheyAreAbout) {
  post("/api/auth/register", "", with(""));
  begin("ann@example.org");
  ASSERT_EQ(letters->letters.size(), 2u);
  const auto& [first, second] = std::tie(letters->letters[0], letters->letters[1]);
  EXPECT_EQ(first.to, "zed@example.org");
  EXPECT_EQ(first.subject, "Your code");
  EXPECT_EQ(first.text.substr(6),
            " is the code by which you may register. It is good for 5 minutes.\n\n"
            "If you did not ask for it, there is nothing to do.");
  EXPECT_NE(second.text.find("set a new password"), std::string::npos);
}

// Nobody is told that a code was sent where none can be; who is here is not told either.
TEST_F(Reset, WithoutAMailerThereAreNoCodes) {
  scene.context().mailer.reset();
  constexpr auto words =
      "This server sends no mail. Whoever runs it can add an account or set a new password.";
  const Log log;
  refused(post("/api/auth/register", "", with("")), 403, words);
  refused(begin("ann@example.org"), 403, words);
  refused(begin("nobody@example.org"), 403, words);
  EXPECT_EQ(log.text(), "");
  EXPECT_EQ(post("/api/auth/register", "", "{}").status, 400) << "what is wrong in itself is told first";
  int kept = 0;
  look([&](const Reader& from) {
    auto rows = from.db.rows(sql::Query{"SELECT count(*) FROM one_time_code"});
    rows.next();
    kept = static_cast<int>(rows.integer(0));
  });
  EXPECT_EQ(kept, 0);
  EXPECT_EQ(log_in_as("ann", password).status, 200);
}

TEST_F(Reset, WhereTooManyLettersWaitOnlyWhoRegistersIsTold) {
  letters->is_full = true;
  const auto answered = post("/api/auth/register", "", with(""));
  EXPECT_EQ(answered.status, 503) << answered.body;
  EXPECT_NE(answered.headers.find("Retry-After: 1\r\n"), std::string::npos);
  EXPECT_EQ(begin("ann@example.org").body, begin("nobody@example.org").body);
}

TEST_F(WapikitPeople, RegisterOfOneAddressIsBegunFiveTimesAnHour) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(post("/api/auth/register", "", with("")).status, 200);
  const auto over = post("/api/auth/register", "", with(""));
  EXPECT_EQ(over.status, 429) << over.body;
  EXPECT_EQ(letters->letters.size(), 5u);
  scene.now += std::chrono::hours{1};
  EXPECT_EQ(post("/api/auth/register", "", with("")).status, 200);
}

TEST_F(WapikitPeople, ApiKeyIsToldOnceAndRenewed) {
  const auto first = get("/api/auth/api-keys", ann.token);
  expect("api_key", first);
  const auto key = token_in(first);
  EXPECT_EQ(get("/api/user", key).status, 200);
  expect("api_key_later", get("/api/auth/api-keys", ann.token));
  EXPECT_EQ(get("/api/user", key).status, 200);
  const auto renewed = get("/api/auth/api-keys/regenerate", ann.token);
  expect("api_key", renewed);
  EXPECT_NE(token_in(renewed), key);
  EXPECT_EQ(get("/api/user", key).status, 401) << "the old one has ended";
  EXPECT_EQ(get("/api/user", token_in(renewed)).status, 200);
  EXPECT_EQ(get("/api/user", ann.token).status, 200) << "sessions go on";
  scene.now += session_life * 3;
  EXPECT_EQ(get("/api/user", token_in(renewed)).status, 200);
  scene.now += api_key_life;
  EXPECT_EQ(get("/api/user", token_in(renewed)).status, 401);
}

TEST_F(WapikitPeople, SwitchToWhereOneBelongs) {
  act([&](Transaction& in) { add_member(in, rival, ann.user, false); });
  const auto to = [&](const std::string& id) {
    return post("/api/auth/switch", ann.token, R"({"organizationId":")" + id + "\"}");
  };
  const auto switched = to(id_of(seal(), rival));
  expect("switch", switched);
  const auto claims = read_jwt(seal(), token_in(switched));
  EXPECT_EQ(claims->organization_id, id_of(seal(), rival));
  EXPECT_EQ(claims->role, "Member");
  EXPECT_EQ(get("/api/rbac/roles?page=1&per_page=1", token_in(switched)).status, 401);
  refused(to(id_of(seal(), acme)), 400, "You are in this organization already");
  refused(to("x"), 400, "invalid organization id");
  refused(to(seal().uuid("organization", 0, 99)), 404, "organization not found");
  refused(post("/api/auth/switch", bob.token, R"({"organizationId":")" + id_of(seal(), rival) + "\"}"), 404,
          "organization not found");
}

TEST_F(WapikitPeople, JoinByAnInviteOfOnesOwn) {
  const auto slug = invite_slug("eve@example.org");
  const auto by = [&](const std::string& token, const std::string& with) {
    return post("/api/auth/join-organization", token, R"({"inviteSlug":")" + with + "\"}");
  };
  refused(by(bob.token, slug), 403, "The invite is for another address");
  refused(by(eve.token, "nonsense"), 404, "invite not found");
  const auto joined = by(eve.token, slug);
  expect("join_organization", joined);
  EXPECT_EQ(read_jwt(seal(), token_in(joined))->organization_id, id_of(seal(), acme));
  refused(by(eve.token, slug), 403, "The invite was accepted already");
  refused(post("/api/organization/invite/" + slug + "/accept", bob.token, ""), 403,
          "The invite was accepted already");
}

TEST_F(WapikitPeople, JoinOnce) {
  const auto slug = invite_slug("eve@example.org");
  act([&](Transaction& in) { add_member(in, acme, eve.user, false); });
  refused(post("/api/auth/join-organization", eve.token, R"({"inviteSlug":")" + slug + "\"}"), 403,
          "The user is a member of the organization already");
}

TEST_F(WapikitPeople, AcceptAnInviteAsTheInvitedOnly) {
  const auto path = "/api/organization/invite/" + invite_slug("eve@example.org", true);
  expect("invite_by_slug", get(path, eve.token));
  refused(post(path + "/accept", "", "{}"), 401, "Unauthorized access");
  refused(post(path + "/accept", bob.token, "{}"), 403, "The invite is for another address");
  const auto accepted = post(path + "/accept", eve.token, "");
  expect("accept_invite", accepted);
  EXPECT_EQ(read_jwt(seal(), token_in(accepted))->role, "Owner");
}

}  // namespace
}  // namespace parley::wapikit
