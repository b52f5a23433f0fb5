#pragma once
// For tests: an organization with an owner and a member without a role, a rival with an owner, and their sessions.

#include "base/secrets.h"
#include "dialects/testing.h"
#include "dialects/wapikit/people.h"
#include "dialects/wapikit/tokens.h"
#include "dialects/wapikit/wapikit.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

// Keeps what would be sent.
class Letters final : public Mailer {
 public:
  bool post(Letter letter) override {
    if (is_full) return false;
    letters.push_back(std::move(letter));
    return true;
  }
  // The last code that was sent to that address; empty: none was.
  [[nodiscard]] std::string code(const std::string& address) const {
    std::string found;
    for (const auto& letter : letters) {
      if (letter.to == address) found = letter.text.substr(0, letter.text.find(' '));
    }
    return found;
  }

  std::vector<Letter> letters;
  bool is_full = false;
};

// What is logged meanwhile.
class Log {
 public:
  Log() : before_(spdlog::default_logger()) {
    auto log =
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_));
    log->set_level(spdlog::level::trace);
    spdlog::set_default_logger(std::move(log));
  }
  ~Log() { spdlog::set_default_logger(before_); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream text_;
};

struct WapikitPeople : testing::Test {
  static constexpr const char* password = "correct horse";

  WapikitPeople() { scene.context().mailer = letters; }

  struct Person {
    UserId user;
    MemberId member;
    std::string token;
  };

  static const std::string& password_hash() {
    static const std::string hash = hash_password(password);
    return hash;
  }

  void act(FunctionRef<void(Transaction&)> work) { scene.wait(done(scene.store().write(work))); }
  void look(FunctionRef<void(const Reader&)> work) {
    scene.wait(done(scene.store().read(Weight::light, work)));
  }

  Person join(OrganizationId organization, const std::string& name, bool is_owner = false) {
    Person made;
    act([&](Transaction& in) {
      User who{.email = name + "@example.org", .username = name, .name = "Name of " + name};
      who.password = password_hash();
      made.user = who.id = add_user(in, who);
      MembershipRow of;
      if (organization.value != 0) {
        made.member = add_member(in, organization, made.user, is_owner);
        of = {organization, made.member, is_owner};
      }
      made.token = issue_session(in, seal(), who, of).text;
    });
    return made;
  }
  RoleId role_with(const Person& whose, std::uint64_t permissions, const std::string& name = "Role") {
    RoleId made;
    act([&](Transaction& in) {
      made = add_role(in, acme, {.name = name, .description = "What it is for", .permissions = permissions});
      if (whose.member.value != 0) set_roles(in, acme, whose.member, {made});
    });
    return made;
  }
  std::string invite_slug(const std::string& email, bool is_owner = false) {
    std::string slug;
    act([&](Transaction& in) { slug = add_invite(in, acme, email, is_owner).slug; });
    return slug;
  }

  Answered ask(http::Method method, std::string target, const std::string& token, std::string body = "") {
    Ask asked{.target = std::move(target), .method = method, .body = std::move(body)};
    if (!token.empty()) asked.headers.emplace_back("x-access-token", token);
    return scene.ask(asked, &dialect);
  }
  Answered get(std::string target, const std::string& token) {
    return ask(http::Method::get, std::move(target), token);
  }
  Answered post(std::string target, const std::string& token, std::string body) {
    return ask(http::Method::post, std::move(target), token, std::move(body));
  }
  Answered log_in_as(const std::string& name, const std::string& with) {
    return post("/api/auth/login", "", R"({"username":")" + name + R"(","password":")" + with + "\"}");
  }

  // With ids, tokens and slugs named in the order they come.
  static std::string settled(std::string body) {
    static const std::regex made(
        R"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|eyJ[\w-]+\.[\w-]+\.[\w-]+|eyJhbGciOiJI\.\.\.[\w-]{4}|"slug":"\w{32}")");
    std::map<std::string, std::string> names;
    std::string out;
    auto from = body.cbegin();
    for (std::sregex_iterator at(body.begin(), body.end(), made), end; at != end; ++at) {
      const std::string text = at->str();
      std::string name = "id-" + std::to_string(names.size() + 1);
      if (text.starts_with("eyJ")) name = text.find("...") == std::string::npos ? "jwt" : "ends-of-a-jwt";
      if (text.starts_with("\"slug")) name = "\"slug\":\"slug\"";
      name = names.try_emplace(text, name).first->second;
      out.append(from, (*at)[0].first).append(name);
      from = (*at)[0].second;
    }
    return out.append(from, body.cend());
  }
  static void expect(std::string_view name, const Answered& answered, int status = 200) {
    EXPECT_EQ(answered.status, status) << answered.body;
    expect_golden("dialects/wapikit/testdata/" + std::string(name) + ".json", settled(answered.body));
  }
  static void refused(const Answered& answered, int status, std::string_view message) {
    EXPECT_EQ(answered.status, status) << answered.body;
    EXPECT_EQ(answered.body, "{\"message\":\"" + std::string(message) + "\"}");
  }
  static std::string token_in(const Answered& answered) {
    EXPECT_EQ(answered.status, 200) << answered.body;
    std::smatch found;
    if (!std::regex_search(answered.body, found, std::regex(R"x("(token|key)":"(eyJ[^"]+)")x"))) return "";
    return found[2];
  }
  [[nodiscard]] const Seal& seal() { return scene.store().seal(); }

  static Task<int> done(Task<> task) {
    co_await std::move(task);
    co_return 0;
  }

  std::shared_ptr<Letters> letters = std::make_shared<Letters>();
  Scene scene;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender number = scene.sender(acme, "106540352242922", "919999999999");
  Person ann = join(acme, "ann", true);
  Person bob = join(acme, "bob");
  Person eve = join(rival, "eve", true);
};

}  // namespace parley::wapikit
