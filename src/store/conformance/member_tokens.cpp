// What stands for people: tokens, passwords, invites, codes; and what ends with them.

#include "store/conformance/members.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace parley::conformance {

using enum Problem::Kind;

TEST_P(MembersConformance, LeaveNothingBehind) {
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

TEST_P(MembersConformance, TokenOfSomebodyWithoutAnOrganization) {
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

TEST_P(MembersConformance, PasswordsEndSessions) {
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

TEST_P(MembersConformance, TokensAreRevokedByNameAndById) {
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

TEST_P(MembersConformance, InvitesAreForOneAddress) {
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

TEST_P(MembersConformance, PagesAreWhatTheWholeListHasThere) {
  constexpr std::int64_t many = 11, limit = 3;
  for (int i = 0; i < many; ++i) {
    act([&](Transaction& in) {
      add_invite(in, bench.organization, "guest" + std::to_string(i) + "@x.org", false);
      add_role(in, bench.organization, {.name = "Role " + std::to_string(i)});
    });
  }
  const auto page_of = [&](bool descending, std::int64_t offset, std::int64_t most) {
    std::vector<std::string> emails, names;
    const ListPage page{
        .organization = bench.organization, .descending = descending, .offset = offset, .limit = most};
    const auto counts = read([&](const Reader& from) {
      return std::pair(invites(from, page, [&](const Invite& one) { emails.push_back(one.email); }),
                       roles(from, page, [&](const Role& one) { names.push_back(one.name); }));
    });
    EXPECT_EQ(counts.first.total, many);
    EXPECT_EQ(counts.first.count, std::ssize(emails));
    EXPECT_EQ(counts.second.count, std::ssize(names));
    return std::pair(emails, names);
  };
  const auto slice = [](const std::vector<std::string>& all, std::int64_t offset) {
    const auto first = std::min(offset, std::ssize(all)), last = std::min(offset + limit, std::ssize(all));
    return std::vector(all.begin() + first, all.begin() + last);
  };
  for (const bool descending : {true, false}) {
    const auto [emails, names] = page_of(descending, 0, 100);
    EXPECT_EQ(emails.size(), std::size_t{many});
    for (std::int64_t offset = 0; offset < many + 3; ++offset) {
      const auto [some_emails, some_names] = page_of(descending, offset, limit);
      EXPECT_EQ(some_emails, slice(emails, offset)) << offset;
      EXPECT_EQ(some_names, slice(names, offset)) << offset;
    }
  }
}

TEST_P(MembersConformance, CodesAreTriedFiveTimes) {
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

TEST_P(MembersConformance, NotificationsAreOneMembers) {
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

}  // namespace parley::conformance
