// Bodies as nobody should send them: each gets the vendor's 400 and changes nothing.

#include "dialects/wapikit/people_testing.h"

namespace parley::wapikit {
namespace {

struct Field {
  std::string_view path;   // {org}, {bob}, {role} stand for ids
  std::string_view whole;  // a body that is good but for what its member is made to be
  std::string_view name;
  bool is_needed = true;
};

constexpr Field fields[] = {
    {"/api/auth/login", R"({"username":"ann","password":"x"})", "username"},
    {"/api/auth/login", R"({"username":"ann","password":"x"})", "password"},
    {"/api/auth/register", R"({"username":"u","email":"u@x.org","name":"U","password":"12345678"})",
     "username"},
    {"/api/auth/register", R"({"username":"u","email":"u@x.org","name":"U","password":"12345678"})", "email"},
    {"/api/auth/register", R"({"username":"u","email":"u@x.org","name":"U","password":"12345678"})", "name"},
    {"/api/auth/register", R"({"username":"u","email":"u@x.org","name":"U","password":"12345678"})",
     "password"},
    {"/api/auth/verify-email",
     R"({"username":"u","email":"u@x.org","name":"U","password":"12345678","otp":"1"})", "otp"},
    {"/api/auth/reset-password/init", R"({"email":"ann@example.org"})", "email"},
    {"/api/auth/reset-password/verify", R"({"email":"ann@example.org","otp":"1"})", "email"},
    {"/api/auth/reset-password/verify", R"({"email":"ann@example.org","otp":"1"})", "otp"},
    {"/api/auth/reset-password/complete", R"({"email":"ann@example.org","password":"12345678"})", "email"},
    {"/api/auth/reset-password/complete", R"({"email":"ann@example.org","password":"12345678"})", "password"},
    {"/api/auth/switch", R"({"organizationId":"x"})", "organizationId"},
    {"/api/auth/join-organization", R"({"inviteSlug":"x"})", "inviteSlug"},
    {"/api/user", R"({"name":"x"})", "name"},
    {"/api/user", R"({"name":"x","profilePicture":"x"})", "profilePicture", false},
    {"/api/organization", R"({"name":"x"})", "name"},
    {"/api/organization", R"({"name":"x","description":"x"})", "description", false},
    {"/api/organization/{org}", R"({"name":"x"})", "name"},
    {"/api/organization/{org}/transfer", R"({"newOwnerId":"x"})", "newOwnerId"},
    {"/api/organization/whatsappBusinessAccount", R"({"businessAccountId":"x"})", "businessAccountId"},
    {"/api/organization/members/{bob}", R"({"accessLevel":"Member"})", "accessLevel", false},
    {"/api/organization/members/{bob}/role", R"({"updatedRoleIds":[]})", "updatedRoleIds"},
    {"/api/organization/invites", R"({"email":"g@x.org","accessLevel":"Member"})", "email"},
    {"/api/organization/invites", R"({"email":"g@x.org","accessLevel":"Member"})", "accessLevel"},
    {"/api/rbac/roles", R"({"name":"x","permissions":[]})", "name"},
    {"/api/rbac/roles", R"({"name":"x","permissions":[]})", "permissions"},
    {"/api/rbac/roles/{role}", R"({"name":"x","permissions":[]})", "name"},
};

class Hostile : public WapikitPeople, public testing::WithParamInterface<Field> {
 protected:
  std::string target() {
    std::string path(GetParam().path);
    const auto put = [&](const std::string& name, const std::string& id) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), id);
    };
    put("{org}", id_of(seal(), acme));
    put("{bob}", id_of(seal(), acme, bob.member));
    put("{role}", id_of(seal(), acme, role_with({}, 0, "Theirs")));
    return path;
  }
  // The body with another value, or without the member where it is empty.
  [[nodiscard]] static std::string body_with(const std::string& value) {
    const auto& [path, whole, name, is_needed] = GetParam();
    const auto tree = JsonTree::read(whole);
    std::string out = "{";
    for (const auto member : tree->root()) {
      const bool is_it = member.name() == name;
      if (is_it && value.empty()) continue;
      out += (out.size() > 1 ? ",\"" : "\"") + member.name() + "\":" + (is_it ? value : member.compact());
    }
    return out + "}";
  }
  void expect_refusal(const std::string& body) {
    const auto answered = post(path_, ann.token, body);
    EXPECT_EQ(answered.status, 400) << path_ << ' ' << body.substr(0, 200) << ' ' << answered.body;
    EXPECT_TRUE(answered.body.starts_with(R"({"message":")")) << answered.body;
    scene.now += std::chrono::hours{1};  // rates are not what is asked about
  }

  std::string path_ = target();
};

TEST_P(Hostile, BodiesAreRefused) {
  // No object.
  for (const std::string body : {"", " ", "null", "[]", "1", "\"x\"", "{", "{\"a\":", "{\"a\":1}}", "{'a':1}",
                                 "{\"name\":\"\xff\"}"}) {
    expect_refusal(body);
  }
  // A member of another kind, or none.
  for (const std::string value : {"1", "true", "{}", "{\"a\":[]}"}) expect_refusal(body_with(value));
  if (GetParam().is_needed) {
    for (const std::string value : {"", "null", "\"\"", "\" \""}) {
      if (value != "\" \"" || GetParam().name != "password") expect_refusal(body_with(value));
    }
  }
  if (GetParam().whole.find("[]") == std::string_view::npos) expect_refusal(body_with("[\"x\"]"));
  // A text that nobody keeps: in this member, in one that is ignored, and as a name.
  if (GetParam().name != "password") expect_refusal(body_with('"' + std::string(5'000, 'x') + '"'));
  for (const std::string text :
       {R"(a\u0000b)", R"(a\ud83db)", R"(\ude00)", R"(\ud83d\ud83d)", R"(\q)", "a\xc3(b"}) {
    expect_refusal(body_with('"' + text + '"'));
    auto body = std::string(GetParam().whole);
    expect_refusal(body.insert(body.size() - 1, ",\"other\":{\"" + text + "\":1}"));
  }
  // Of two members of one name the first counts: the second cannot be slipped past it.
  if (!GetParam().is_needed) return;
  auto body = body_with("1");
  body.insert(body.size() - 1, ",\"" + std::string(GetParam().name) + "\":\"good\"");
  expect_refusal(body);
}

INSTANTIATE_TEST_SUITE_P(Wapikit, Hostile, testing::ValuesIn(fields), [](const auto& of) {
  std::string name = std::to_string(of.index) + '_';
  for (const char c : std::string(of.param.path) + '_' + std::string(of.param.name))
    name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

TEST_F(WapikitPeople, RoleWordsThatAreNone) {
  for (const auto* list :
       {R"(["Get:Nothing"])", R"([1])", R"([null])", R"([["Get:Contact"]])", R"(["get:contact"])"}) {
    EXPECT_EQ(
        post("/api/rbac/roles", ann.token, R"({"name":"x","permissions":)" + std::string(list) + "}").status,
        400)
        << list;
  }
  EXPECT_NE(get("/api/rbac/roles?page=1&per_page=1", ann.token).body.find(R"("roles":[])"),
            std::string::npos);
}

}  // namespace
}  // namespace parley::wapikit
