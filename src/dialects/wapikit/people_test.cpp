// Users, organizations, members, roles, invites: each answer, and who may change whom.

#include "dialects/wapikit/people_testing.h"

namespace parley::wapikit {
namespace {

TEST_F(WapikitPeople, UserIsShownAndChanged) {
  expect("user", get("/api/user", ann.token));
  expect("user_changed",
         post("/api/user", ann.token, R"({"name":" Ann Lee ","profilePicture":"https://x.org/a.png"})"));
  const auto body = get("/api/user", ann.token).body;
  EXPECT_NE(body.find(R"("name":"Ann Lee")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("profilePicture":"https://x.org/a.png")"), std::string::npos) << body;
  post("/api/user", ann.token, R"({"name":"Ann"})");
  EXPECT_NE(get("/api/user", ann.token).body.find("a.png"), std::string::npos) << "what is not sent stays";
}

TEST_F(WapikitPeople, AreListedOldestOrNewestFirst) {
  role_with(bob, bits_of(Permission::read_members, Permission::read_contacts), "Reader");
  expect("members", get("/api/organization/members?page=1&per_page=10&sortBy=asc", ann.token));
  expect("members_page", get("/api/organization/members?page=2&per_page=1&sortBy=asc", ann.token));
  const auto down = get("/api/organization/members?page=1&per_page=1", ann.token);
  EXPECT_NE(down.body.find("bob@example.org"), std::string::npos);
  expect("no_members", get("/api/organization/members?page=9&per_page=10", ann.token));
  expect("member", get("/api/organization/members/" + id_of(seal(), acme, bob.member), bob.token));
}

TEST_F(WapikitPeople, OfOtherOrganizationsAreNotFound) {
  const auto path = "/api/organization/members/" + id_of(seal(), rival, eve.member);
  refused(get(path, ann.token), 404, "organization member not found");
  refused(post(path, ann.token, R"({"accessLevel":"Owner"})"), 404, "organization member not found");
  refused(post(path + "/role", ann.token, R"({"updatedRoleIds":[]})"), 404, "organization member not found");
  refused(ask(http::Method::del, path, ann.token), 404, "organization member not found");
  refused(get("/api/organization/members/nonsense", ann.token), 400, "invalid member id");
}

TEST_F(WapikitPeople, OwnersMakeOwners) {
  const auto bobs = "/api/organization/members/" + id_of(seal(), acme, bob.member);
  const auto anns = "/api/organization/members/" + id_of(seal(), acme, ann.member);
  role_with(bob, bits_of(Permission::change_members, Permission::remove_members));
  refused(post(bobs, bob.token, R"({"accessLevel":"Owner"})"), 403,
          "Only an owner of the organization may do this");
  refused(post(anns, bob.token, R"({"accessLevel":"Member"})"), 403,
          "Only an owner of the organization may do this");
  refused(ask(http::Method::del, anns, bob.token), 403, "Only an owner of the organization may do this");
  refused(post(anns, ann.token, R"({"accessLevel":"Member"})"), 400, "An organization must keep an owner");
  refused(ask(http::Method::del, anns, ann.token), 400, "An organization must keep an owner");
  refused(post(bobs, ann.token, R"({"accessLevel":"King"})"), 400, "accessLevel must be Owner or Member");
  expect("member_changed", post(bobs, ann.token, R"({"accessLevel":"Owner"})"));
  EXPECT_EQ(get("/api/rbac/roles?page=1&per_page=1", bob.token).status, 200) << "from now on, anything";
  EXPECT_EQ(post(anns, bob.token, R"({"accessLevel":"Member"})").status, 200);
  expect("deleted", ask(http::Method::del, anns, bob.token));
  EXPECT_EQ(get("/api/user", ann.token).status, 401);
}

TEST_F(WapikitPeople, GetRolesOfWhatTheGiverMay) {
  const auto modest = role_with(bob, bits_of(Permission::change_members, Permission::read_members));
  const auto strong = role_with({}, bits_of(Permission::change_organization), "Strong");
  const auto path = "/api/organization/members/" + id_of(seal(), acme, bob.member) + "/role";
  const auto set = [&](const std::string& token, std::vector<RoleId> roles) {
    std::string ids;
    for (const auto one : roles) ids += (ids.empty() ? "\"" : ",\"") + id_of(seal(), acme, one) + '"';
    return post(path, token, "{\"updatedRoleIds\":[" + ids + "]}");
  };
  refused(set(bob.token, {modest, strong}), 403, "You cannot grant a permission that you do not have");
  expect("member_roles", set(ann.token, {modest, strong, strong}));
  EXPECT_EQ(set(bob.token, {strong, modest}).status, 200) << "what they had may stay";
  EXPECT_EQ(set(ann.token, {}).status, 200);
  EXPECT_EQ(get("/api/organization/members?page=1&per_page=1", bob.token).status, 401);
  refused(post(path, ann.token, "{\"updatedRoleIds\":[\"" + seal().uuid("role", acme.value, 99) + "\"]}"),
          404, "role not found");
}

TEST_F(WapikitPeople, RolesAreMadeChangedAndRemoved) {
  const auto made =
      post("/api/rbac/roles", ann.token,
           R"({"name":"Sales","description":"Sells","permissions":["Get:Contact","Create:Tag"]})");
  expect("role", made);
  const auto path = "/api/rbac/roles/" + made.body.substr(made.body.find("uniqueId") + 11, 36);
  expect("role", get(path, ann.token));
  expect("roles", get("/api/rbac/roles?page=1&per_page=5", ann.token));
  expect("role_changed", post(path, ann.token, R"({"name":"Support","permissions":[]})"));
  refused(post("/api/rbac/roles", ann.token, R"({"name":"Support","permissions":[]})"), 400,
          "There is a role of this name already");
  refused(get(path, eve.token), 404, "role not found");
  refused(ask(http::Method::del, path, eve.token), 404, "role not found");
  expect("deleted", ask(http::Method::del, path, ann.token));
  refused(get(path, ann.token), 404, "role not found");
}

TEST_F(WapikitPeople, RolesHoldWhatTheirMakerMay) {
  const auto own = role_with(bob, bits_of(Permission::add_roles, Permission::change_roles));
  const std::string_view words = "You cannot grant a permission that you do not have";
  refused(post("/api/rbac/roles", bob.token, R"({"name":"R","permissions":["Delete:Contact"]})"), 403, words);
  refused(post("/api/rbac/roles/" + id_of(seal(), acme, own), bob.token,
               R"({"name":"R","permissions":["Update:OrganizationRole","Delete:Contact"]})"),
          403, words);
  EXPECT_EQ(
      post("/api/rbac/roles", bob.token, R"({"name":"R","permissions":["Create:OrganizationRole"]})").status,
      200);
}

TEST_F(WapikitPeople, EachPermissionHasAWord) {
  std::string all;
  for (int bit = 0; bit < permission_count; ++bit) {
    const auto word = permission_word(static_cast<Permission>(bit));
    EXPECT_EQ(permission_bit(word), std::uint64_t{1} << bit) << word;
    (all += all.empty() ? "\"" : ",\"").append(word) += '"';
  }
  EXPECT_EQ(permission_bit("Get:Nothing"), 0u);
  expect("role_with_all",
         post("/api/rbac/roles", ann.token, R"({"name":"All","permissions":[)" + all + "]}"));
}

TEST_F(WapikitPeople, InvitesAreMadeAndListed) {
  const auto invite = [&](const std::string& token, const std::string& email, const std::string& level) {
    return post("/api/organization/invites", token,
                R"({"email":")" + email + R"(","accessLevel":")" + level + "\"}");
  };
  expect("invite", invite(ann.token, "Guest@example.org", "Member"));
  expect("invites", get("/api/organization/invites?page=1&per_page=5", ann.token));
  refused(invite(ann.token, "bob@example.org", "Member"), 400, "The address is a member's already");
  refused(invite(ann.token, "nobody", "Member"), 400, "The email address is not valid");
  refused(invite(ann.token, "guest@example.org", "King"), 400, "accessLevel must be Owner or Member");
  role_with(bob, bits_of(Permission::add_members));
  refused(invite(bob.token, "king@example.org", "Owner"), 403,
          "Only an owner of the organization may do this");
  EXPECT_EQ(invite(bob.token, "king@example.org", "Member").status, 200);
  refused(get("/api/organization/invite/nonsense", ann.token), 404, "invite not found");
}

TEST_F(WapikitPeople, OrganizationsAreMadeShownAndChanged) {
  expect("organizations", get("/api/organization?page=1&per_page=5", ann.token));
  const auto path = "/api/organization/" + id_of(seal(), acme);
  expect("organization", get(path, bob.token));
  refused(get(path, eve.token), 403, "You do not have access to this organization");
  refused(get("/api/organization/" + seal().uuid("organization", 0, 99), ann.token), 403,
          "You do not have access to this organization");
  refused(get("/api/organization/nonsense", ann.token), 400, "invalid organization id");
  expect("organization_changed", post(path, ann.token, R"({"name":"Acme 2","description":"Anvils"})"));
  post(path, ann.token, R"({"name":"Acme 3"})");
  const auto body = get(path, ann.token).body;
  EXPECT_NE(body.find(R"("name":"Acme 3","description":"Anvils")"), std::string::npos) << body;
  refused(post("/api/organization/" + id_of(seal(), rival), ann.token, R"({"name":"Mine"})"), 403,
          "You do not have access to this organization");
  refused(post(path, ann.token, R"({"name":"Rival"})"), 400, "there is an organization named Rival already");
  expect("organization_made", post("/api/organization", bob.token,
                                   R"({"name":"Bob's","description":"B","websiteUrl":"https://b.example"})"));
  EXPECT_NE(get("/api/organization?page=1&per_page=5&sortBy=asc", bob.token).body.find(R"("total":2)"),
            std::string::npos);
}

TEST_F(WapikitPeople, OrganizationsAreHandedOver) {
  const auto path = "/api/organization/" + id_of(seal(), acme) + "/transfer";
  const auto to = [&](const std::string& token, UserId heir) {
    return post(path, token, R"({"newOwnerId":")" + id_of(seal(), heir) + "\"}");
  };
  refused(to(bob.token, bob.user), 403, "Only an owner of the organization may do this");
  refused(to(eve.token, bob.user), 403, "You do not have access to this organization");
  refused(to(ann.token, eve.user), 404, "organization member not found");
  refused(to(ann.token, ann.user), 400, "You are the owner already");
  expect("transferred", to(ann.token, bob.user));
  EXPECT_EQ(get("/api/rbac/roles?page=1&per_page=1", bob.token).status, 200);
  EXPECT_EQ(get("/api/rbac/roles?page=1&per_page=1", ann.token).status, 401);
}

TEST_F(WapikitPeople, NumbersAreToldWithoutSecrets) {
  expect("phone_numbers", get("/api/organization/phone-numbers", ann.token));
  expect("phone_number", get("/api/organization/phone-numbers/106540352242922", ann.token));
  refused(get("/api/organization/phone-numbers/106540352242922", eve.token), 404, "phone number not found");
  expect("business_account", post("/api/organization/whatsappBusinessAccount", ann.token,
                                  R"({"businessAccountId":"102290129340398","accessToken":"EAAG"})"));
  const auto unknown = post("/api/organization/whatsappBusinessAccount", ann.token,
                            R"({"businessAccountId":"1","accessToken":"EAAG"})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.body.find("EAAG"), std::string::npos);
  expect("ai_configuration", get("/api/organization/ai-configuration", bob.token));
}

TEST_F(WapikitPeople, PagesAreAskedForAsTheyAre) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "page is required"},
      {"page=1", "per_page is required"},
      {"per_page=1", "page is required"},
      {"page=&per_page=1", "page is required"},
      {"page=0&per_page=1", "page must be between 1 and 1000000000"},
      {"page=-1&per_page=1", "page must be between 1 and 1000000000"},
      {"page=x&per_page=1", "page must be a number"},
      {"page=1.5&per_page=1", "page must be a number"},
      {"page=99999999999999999999&per_page=1", "page must be a number"},
      {"page=1&per_page=0", "per_page must be between 1 and 100"},
      {"page=1&per_page=101", "per_page must be between 1 and 100"},
      {"page=1&per_page=1&sortBy=up", "sortBy must be asc or desc"},
  };
  for (const std::string path :
       {"/api/organization", "/api/organization/members", "/api/organization/invites", "/api/rbac/roles"}) {
    for (const auto& [query, message] : cases) {
      refused(get(path + '?' + std::string(query), ann.token), 400, message);
    }
    const auto last = get(path + "?page=1000000000&per_page=100", ann.token);
    EXPECT_EQ(last.status, 200) << last.body;
  }
}

}  // namespace
}  // namespace parley::wapikit
