// People, what they may do where, and the tokens and codes that stand for them.

#include "store/members.h"

#include "base/problem.h"
#include "base/secrets.h"
#include "domain/permission.h"
#include "store/conformance/fixture.h"

namespace parley::conformance {
namespace {

constexpr std::string_view later = "2999-01-01T00:00:00Z";

class Members : public StoreConformance {
 protected:
  template <class Work>
  auto change(Work work) {
    std::optional<std::invoke_result_t<Work, Transaction&>> result;
    const auto run = [&](Transaction& in) { result = work(in); };
    bench.wait(all(bench.store().write(run)));
    return std::move(*result);
  }
  void act(FunctionRef<void(Transaction&)> work) { bench.wait(all(bench.store().write(work))); }
  template <class Work>
  auto read(Work work) {
    std::optional<std::invoke_result_t<Work, const Reader&>> result;
    const auto run = [&](const Reader& from) { result = work(from); };
    bench.wait(all(bench.store().read(Weight::light, run)));
    return std::move(*result);
  }
  // Kind and subject of the problem that `work` throws; empty: none.
  std::string problem(FunctionRef<void(Transaction&)> work) {
    try {
      act(work);
    } catch (const Problem& thrown) {
      return std::to_string(static_cast<int>(thrown.kind())) + ' ' + thrown.subject();
    }
    return "";
  }
  static std::string a(Problem::Kind kind, const std::string& subject) {
    return std::to_string(static_cast<int>(kind)) + ' ' + subject;
  }
  static Task<int> all(Task<> task) {
    co_await std::move(task);
    co_return 0;
  }

  UserId person(const std::string& email) {
    return change(
        [&](Transaction& in) { return add_user(in, {.email = email, .name = "Name of " + email}); });
  }
  MemberId join(UserId user, bool is_owner = false) {
    return change([&](Transaction& in) { return add_member(in, bench.organization, user, is_owner); });
  }
  RoleId new_role(const std::string& name, std::uint64_t permissions) {
    return change([&](Transaction& in) {
      return add_role(in, bench.organization, {.name = name, .permissions = permissions});
    });
  }
  std::shared_ptr<const Token> token(const std::string& secret) {
    return bench.wait(bench.store().token(secret));
  }
  bool usable(const std::string& secret) {
    const auto found = token(secret);
    return found && found->usable(from_millis(1'800'000'000'000));
  }
  void session(UserId user, MemberId member, const std::string& secret, OrganizationId of) {
    act([&](Transaction& in) {
      add_member_token(in, Api::native, of, user, member, secret, "session", *parse_rfc3339(later));
    });
  }
};

using enum Problem::Kind;

TEST_P(Members, UsersAreFoundByEmailAndUsername) {
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

TEST_P(Members, UsersDoNotTakeEachOthersNames) {
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

TEST_P(Members, RolesAddUpInTheToken) {
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

TEST_P(Members, RolesHaveNamesOfTheirOwn) {
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

TEST_P(Members, AnOwnerStays) {
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

TEST_P(Members, ArePagedAndOfOneOrganization) {
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

TEST_P(Members, LeaveNothingBehind) {
  const auto boss = join(person("boss@x.org"), true);
  const auto ann = person("ann@x.org");
  const auto left = join(ann);
  session(ann, left, "ann's", bench.organization);
  session(ann, {}, "ann's own", {});
  act([&](Transaction& in) { notify(in, bench.organization, left, {.kind = "k", .title = "t"}); });
  ASSERT_TRUE(usable("ann's"));
  act([&](Transaction& in) { remove_member(in, bench.organization, left); });
  EXPECT_FALSE(usable("ann's"));
  EXPECT_TRUE(usable("ann's own"));
  const auto again = join(ann);
  EXPECT_NE(again, left) << "ids are not given twice";
  EXPECT_NE(again, boss);
  EXPECT_FALSE(usable("ann's"));
  EXPECT_EQ(read([&](const Reader& from) { return unread_notifications(from, bench.organization, left); }),
            0);
}

TEST_P(Members, TokenOfSomebodyWithoutAnOrganization) {
  const auto ann = person("ann@x.org");
  session(ann, {}, "homeless", {});
  const auto found = token("homeless");
  ASSERT_TRUE(found);
  EXPECT_TRUE(usable("homeless"));
  EXPECT_EQ(found->organization.value, 0);
  ASSERT_TRUE(found->member);
  EXPECT_EQ(found->member->id.value, 0);
  EXPECT_EQ(found->member->user, ann);
  EXPECT_FALSE(found->member->may(1));
}

TEST_P(Members, PasswordsEndSessions) {
  const auto ann = person("ann@x.org");
  const auto bob = person("bob@x.org");
  session(ann, join(ann), "one", bench.organization);
  session(ann, {}, "two", {});
  session(bob, join(bob), "three", bench.organization);
  ASSERT_TRUE(usable("one") && usable("two") && usable("three"));
  act([&](Transaction& in) { set_password(in, ann, "new hash"); });
  EXPECT_FALSE(usable("one"));
  EXPECT_FALSE(usable("two"));
  EXPECT_TRUE(usable("three"));
  EXPECT_EQ(read([&](const Reader& from) { return user(from, ann); })->password, "new hash");
  EXPECT_EQ(problem([](Transaction& in) { set_password(in, {99}, "x"); }), a(not_found, "user"));
}

TEST_P(Members, TokensAreRevokedByNameAndById) {
  const auto ann = person("ann@x.org");
  const auto member_id = join(ann);
  const auto bob = person("bob@x.org");
  const auto made = change([&](Transaction& in) {
    return add_member_token(in, Api::native, bench.organization, ann, member_id, "key of ann, long enough",
                            "key", *parse_rfc3339(later));
  });
  session(ann, member_id, "session", bench.organization);
  const auto keys = [&] {
    return read([&](const Reader& from) {
      return member_tokens(from, bench.organization, member_id, "key", from_millis(1'800'000'000'000));
    });
  };
  ASSERT_EQ(keys().size(), 1u);
  EXPECT_EQ(keys()[0].id, made);
  EXPECT_EQ(keys()[0].last_four, "ough");
  EXPECT_FALSE(change([&](Transaction& in) { return revoke_user_token(in, bob, made); }));
  EXPECT_TRUE(usable("key of ann, long enough"));
  act([&](Transaction& in) { revoke_tokens(in, bench.organization, member_id, "key"); });
  EXPECT_FALSE(usable("key of ann, long enough"));
  EXPECT_TRUE(usable("session"));
  EXPECT_TRUE(keys().empty());
  const auto id = token("session")->id;
  EXPECT_TRUE(change([&](Transaction& in) { return revoke_user_token(in, ann, id); }));
  EXPECT_FALSE(change([&](Transaction& in) { return revoke_user_token(in, ann, id); }));
  EXPECT_FALSE(usable("session"));
}

TEST_P(Members, InvitesAreForOneAddress) {
  const auto ann = person("ann@x.org");
  const auto eve = person("eve@x.org");
  const auto made =
      change([&](Transaction& in) { return add_invite(in, bench.organization, "Ann@X.org", true); });
  EXPECT_EQ(made.email, "ann@x.org");
  EXPECT_GE(made.slug.size(), 25u);
  EXPECT_EQ(problem([&](Transaction& in) { redeem_invite(in, made.slug, eve); }), a(forbidden, "invite"));
  EXPECT_EQ(problem([&](Transaction& in) { redeem_invite(in, "no such", ann); }), a(not_found, "invite"));
  const auto member_id = change([&](Transaction& in) { return redeem_invite(in, made.slug, ann); });
  EXPECT_TRUE(
      read([&](const Reader& from) { return member(from, bench.organization, member_id); })->is_owner);
  EXPECT_EQ(problem([&](Transaction& in) { redeem_invite(in, made.slug, ann); }), a(conflict, "invite"));
  EXPECT_TRUE(read([&](const Reader& from) { return invite(from, made.slug); })->redeemed);
  EXPECT_EQ(problem([&](Transaction& in) { add_invite(in, bench.organization, "nobody", false); }),
            a(invalid, "email"));
  EXPECT_EQ(problem([&](Transaction& in) { add_invite(in, bench.organization, "ann@x.org", false); }),
            a(conflict, "email"));
  std::string emails;
  const auto page = read([&](const Reader& from) {
    return invites(from, {.organization = bench.organization},
                   [&](const Invite& one) { emails += one.email; });
  });
  EXPECT_EQ(page.total, 1);
  EXPECT_EQ(emails, "ann@x.org");
}

TEST_P(Members, CodesAreTriedFiveTimes) {
  const auto now = from_millis(1'800'000'000'000);
  const auto keep = [&](Timestamp expires_at = from_millis(1'800'000'000'001)) {
    act([&](Transaction& in) { keep_code(in, {"reset", "ann@x.org", "123456", "payload", expires_at}); });
  };
  const auto attempt = [&](std::string purpose, std::string address, std::string code) {
    return change([&](Transaction& in) { return try_code(in, purpose, address, code); });
  };
  const auto verified = [&](Timestamp at) {
    return read([&](const Reader& from) { return is_verified(from, "reset", "ann@x.org", at); });
  };
  keep();
  EXPECT_FALSE(attempt("reset", "bob@x.org", "123456"));
  EXPECT_FALSE(attempt("register", "ann@x.org", "123456"));
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(attempt("reset", "ann@x.org", "000000"));
  EXPECT_FALSE(verified(now));
  EXPECT_EQ(attempt("reset", "ann@x.org", "123456"), "payload");
  EXPECT_TRUE(verified(now));
  EXPECT_FALSE(verified(now + std::chrono::milliseconds{1}));
  act([](Transaction& in) { drop_code(in, "reset", "ann@x.org"); });
  EXPECT_FALSE(verified(now));

  keep();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(attempt("reset", "ann@x.org", "000000"));
  EXPECT_FALSE(attempt("reset", "ann@x.org", "123456")) << "five attempts are all there are";
  keep(now);
  EXPECT_FALSE(attempt("reset", "ann@x.org", "123456")) << "too late";
  keep();
  EXPECT_TRUE(attempt("reset", "ann@x.org", "123456")) << "a new code is a new chance";
}

TEST_P(Members, NotificationsAreOneMembers) {
  const auto ann = join(person("ann@x.org"));
  const auto bob = join(person("bob@x.org"));
  for (const auto* title : {"1", "2", "3"}) {
    act([&](Transaction& in) { notify(in, bench.organization, ann, {.kind = "k", .title = title}); });
  }
  std::string titles;
  const auto listed = [&](MemberId who, bool descending) {
    titles.clear();
    const ListPage wanted{bench.organization, descending, 1, 5};
    return read([&](const Reader& from) {
      return notifications(from, wanted, who, [&](const Notification& one) { titles += one.title; });
    });
  };
  EXPECT_EQ(listed(ann, true).total, 3);
  EXPECT_EQ(titles, "21");
  EXPECT_EQ(listed(ann, false).count, 2);
  EXPECT_EQ(titles, "23");
  EXPECT_EQ(listed(bob, false).total, 0);
  EXPECT_EQ(read([&](const Reader& from) { return unread_notifications(from, bench.organization, ann); }), 3);
}

TEST_P(Members, OrganizationsSayWhatTheyAre) {
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

INSTANTIATE_TEST_SUITE_P(Sqlite, Members, testing::Values(MakePlace(sqlite_place)));

TEST(Password, IsKeptAsAHash) {
  const auto hash = hash_password("correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
  EXPECT_TRUE(verify_password("correct horse", hash));
  EXPECT_FALSE(verify_password("correct horsf", hash));
  EXPECT_FALSE(verify_password("", hash));
  const std::vector<std::string> all_broken{"", "x", "$argon2id$", std::string(500, 'a')};
  for (const auto& broken : all_broken) EXPECT_FALSE(verify_password("correct horse", broken)) << broken;
}

}  // namespace
}  // namespace parley::conformance
