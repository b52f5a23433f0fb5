// People, what they may do where, and what their organizations say of themselves.

#include "store/conformance/members.h"

#include "domain/permission.h"

namespace parley::conformance {

using enum Problem::Kind;

TEST_P(MembersConformance, UsersAreFoundByEmailAndUsername) {
  const auto ann = change([](Transaction& in) {
    return add_user(in, {.email = " Ann@Example.org", .username = "ann", .name = "Ann", .password = "hash"});
  });
  for (const auto* name : {"ann", "ANN@example.ORG", "ann@example.org"}) {
    const auto found = read([&](const Reader& from) { return user_called(from, name); });
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->id, ann);
    EXPECT_EQ(found->email, "ann@example.org");
    EXPECT_EQ(found->password, "hash");
  }
  const std::vector<std::string> strangers{"Ann", "", "bob", "bob@example.org", "a\xff", {"ann\0", 4}};
  for (const auto& name : strangers) {
    EXPECT_FALSE(read([&](const Reader& from) { return user_called(from, name); })) << name;
  }
  act([&](Transaction& in) { change_user(in, ann, "Ann Lee", "https://example.org/a.png"); });
  const auto changed = read([&](const Reader& from) { return user(from, ann); });
  EXPECT_EQ(changed->name, "Ann Lee");
  EXPECT_EQ(changed->picture, "https://example.org/a.png");
  EXPECT_EQ(problem([&](Transaction& in) { change_user(in, {99}, "x", {}); }), a(not_found, "user"));
  EXPECT_EQ(problem([&](Transaction& in) { change_user(in, ann, " ", {}); }), a(invalid, "name"));
}

TEST_P(MembersConformance, UsersDoNotTakeEachOthersNames) {
  person("ann@example.org");
  const auto add = [&](std::string email, std::string username, std::string name = "N") {
    return problem(
        [&](Transaction& in) { add_user(in, {.email = email, .username = username, .name = name}); });
  };
  EXPECT_EQ(add("ANN@example.org", "other"), a(conflict, "email"));
  EXPECT_EQ(add("bob@example.org", "ann@example.org"), a(invalid, "username"));
  EXPECT_EQ(add("bob@example.org", "carol@example.org"), a(invalid, "username"));
  EXPECT_EQ(add("bob@example.org", " "), a(invalid, "username"));
  EXPECT_EQ(add("bob", "bob"), a(invalid, "email"));
  EXPECT_EQ(add("bob@example.org", "bob", ""), a(invalid, "name"));
  EXPECT_EQ(add("bob@example.org", "bob"), "");
  EXPECT_EQ(add("bert@example.org", "bob"), a(conflict, "username"));
}

TEST_P(MembersConformance, RolesAddUpInTheToken) {
  const auto ann = person("ann@example.org");
  const auto member_id = join(ann);
  session(ann, member_id, "secret of ann", bench.organization);
  EXPECT_EQ(token("secret of ann")->member->permissions, 0u);

  const auto reader = new_role("Reader", bits_of(Permission::read_members));
  const auto seller = new_role("Seller", bits_of(Permission::read_contacts, Permission::add_contacts));
  act([&](Transaction& in) { set_roles(in, bench.organization, member_id, {seller, reader, seller}); });
  const auto both = token("secret of ann")->member;
  ASSERT_TRUE(both);
  EXPECT_EQ(both->id, member_id);
  EXPECT_EQ(both->user, ann);
  EXPECT_FALSE(both->is_owner);
  EXPECT_EQ(both->permissions,
            bits_of(Permission::read_members, Permission::read_contacts, Permission::add_contacts));
  const auto shown = read([&](const Reader& from) { return member(from, bench.organization, member_id); });
  ASSERT_EQ(shown->roles.size(), 2u);
  EXPECT_EQ(shown->roles[0].name, "Reader");
  EXPECT_EQ(shown->name, "Name of ann@example.org");

  act([&](Transaction& in) {
    change_role(in, bench.organization, {.id = reader, .name = "Nobody", .permissions = 0});
  });
  act([&](Transaction& in) { remove_role(in, bench.organization, seller); });
  EXPECT_EQ(token("secret of ann")->member->permissions, 0u);
  EXPECT_EQ(problem([&](Transaction& in) { set_roles(in, bench.organization, member_id, {seller}); }),
            a(not_found, "role"));
  act([&](Transaction& in) { set_owner(in, bench.organization, member_id, true); });
  EXPECT_TRUE(token("secret of ann")->member->is_owner);
}

TEST_P(MembersConformance, RolesHaveNamesOfTheirOwn) {
  const auto first = new_role("First", 1);
  new_role("Second", 2);
  const auto changed = [&](std::string name) {
    return problem(
        [&](Transaction& in) { change_role(in, bench.organization, {.id = first, .name = name}); });
  };
  EXPECT_EQ(changed("Second"), a(conflict, "role"));
  EXPECT_EQ(changed("First"), "");
  EXPECT_EQ(changed(" "), a(invalid, "name"));
  EXPECT_EQ(problem([&](Transaction& in) { add_role(in, bench.organization, {.name = "Second"}); }),
            a(conflict, "role"));
  const auto rival = bench.wait(bench.store().add_organization("Rival")).id;
  EXPECT_EQ(problem([&](Transaction& in) { add_role(in, rival, {.name = "Second"}); }), "");
  EXPECT_EQ(problem([&](Transaction& in) { remove_role(in, rival, first); }), a(not_found, "role"));
  EXPECT_EQ(problem([&](Transaction& in) { change_role(in, rival, {.id = first, .name = "x"}); }),
            a(not_found, "role"));
  std::vector<std::string> names;
  const auto page = read([&](const Reader& from) {
    const ListPage wanted{.organization = bench.organization, .descending = true, .offset = 0, .limit = 1};
    return roles(from, wanted, [&](const Role& role) { names.push_back(role.name); });
  });
  EXPECT_EQ(page.total, 2);
  EXPECT_EQ(page.count, 1);
  EXPECT_EQ(names, std::vector<std::string>{"Second"});
}

TEST_P(MembersConformance, AnOwnerStays) {
  const auto ann = join(person("ann@example.org"), true);
  const auto bob = join(person("bob@example.org"));
  const auto demote = [&](MemberId who) {
    return problem([&](Transaction& in) { set_owner(in, bench.organization, who, false); });
  };
  const auto remove = [&](MemberId who) {
    return problem([&](Transaction& in) { remove_member(in, bench.organization, who); });
  };
  EXPECT_EQ(demote(ann), a(conflict, "last owner"));
  EXPECT_EQ(remove(ann), a(conflict, "last owner"));
  EXPECT_EQ(demote(bob), "");
  act([&](Transaction& in) { set_owner(in, bench.organization, bob, true); });
  EXPECT_EQ(demote(ann), "");
  EXPECT_EQ(remove(bob), a(conflict, "last owner"));
  EXPECT_EQ(remove(ann), "");
  EXPECT_EQ(remove(ann), a(not_found, "member"));
  EXPECT_EQ(demote({99}), a(not_found, "member"));
}

TEST_P(MembersConformance, ArePagedAndOfOneOrganization) {
  const auto rival = bench.wait(bench.store().add_organization("Rival")).id;
  std::vector<MemberId> ids;
  for (const auto* email : {"a@x.org", "b@x.org", "c@x.org"}) ids.push_back(join(person(email)));
  const auto d = person("d@x.org");
  const auto other = change([&](Transaction& in) { return add_member(in, rival, d, true); });
  const auto page = [&](bool descending, std::int64_t offset, std::int64_t limit) {
    std::string found;
    const ListPage wanted{bench.organization, descending, offset, limit};
    const auto count = read([&](const Reader& from) {
      return members(from, wanted, [&](const Member& one) { found += one.email.substr(0, 1); });
    });
    EXPECT_EQ(count.total, 3);
    EXPECT_EQ(count.count, std::ssize(found));
    return found;
  };
  EXPECT_EQ(page(false, 0, 2), "ab");
  EXPECT_EQ(page(false, 2, 2), "c");
  EXPECT_EQ(page(true, 0, 2), "cb");
  EXPECT_EQ(page(true, 9, 2), "");
  const auto everyone = read([&](const Reader& from) { return members(from, bench.organization); });
  EXPECT_EQ(everyone.size(), 3u);
  EXPECT_FALSE(read([&](const Reader& from) { return member(from, bench.organization, other); }));
  EXPECT_EQ(problem([&](Transaction& in) { remove_member(in, bench.organization, other); }),
            a(not_found, "member"));
  EXPECT_EQ(problem([&](Transaction& in) { add_member(in, rival, d, false); }), a(conflict, "member"));
  EXPECT_EQ(problem([&](Transaction& in) { add_member(in, rival, {99}, false); }), a(not_found, "user"));
  const auto of_d = read([&](const Reader& from) { return memberships(from, d); });
  ASSERT_EQ(of_d.size(), 1u);
  EXPECT_EQ(of_d[0].organization, rival);
  EXPECT_TRUE(of_d[0].is_owner);
}

TEST_P(MembersConformance, OrganizationsSayWhatTheyAre) {
  const auto made = change([](Transaction& in) {
    return add_organization(in, {.name = "Shop", .description = "Shoes", .website = "https://x.org"});
  });
  auto text = read([&](const Reader& from) { return organization_text(from, made); });
  EXPECT_EQ(text->description, "Shoes");
  EXPECT_EQ(text->website, "https://x.org");
  EXPECT_EQ(text->created_at, from_millis(1'800'000'000'000));
  const auto rename = [&](OrganizationId which, std::string name) {
    return problem([&](Transaction& in) { change_organization(in, which, {.name = name}); });
  };
  EXPECT_EQ(rename(made, "Acme"), a(conflict, "organization"));
  EXPECT_EQ(rename(made, " "), a(invalid, "name"));
  EXPECT_EQ(rename({99}, "Else"), a(not_found, "organization"));
  EXPECT_EQ(rename(made, "Shop"), "");
  EXPECT_EQ(problem([](Transaction& in) { add_organization(in, OrganizationText{.name = "Acme"}); }),
            a(conflict, "organization"));
}

}  // namespace parley::conformance
