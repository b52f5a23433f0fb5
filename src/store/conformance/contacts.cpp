// Contacts as programs and agents list, make, change and remove them.

#include "store/conformance/contacts.h"

#include "store/conversations.h"

namespace parley::conformance {
namespace {

std::vector<std::string> names_of_conversations(Bench& bench) {
  std::vector<std::string> names;
  ConversationQuery query;
  query.filter.organization = bench.organization;
  query.filter.sender = bench.ours.id;
  const auto take = [&](const ConversationRow& row) { names.emplace_back(row.contact_name); };
  bench.wait(bench.store().conversations(query, take));
  return names;
}

MessageFact named_text(const std::string& phone, const std::string& wamid, int seconds,
                       const std::string& name) {
  auto fact = text_from(phone, wamid, seconds);
  fact.profile.name = name;
  return fact;
}

constexpr int after_now = 100'000'100;  // seconds of second_of() that lie behind the bench's clock

}  // namespace

TEST_P(StoreConformance, AContactThatWasAddedIsListedAndFound) {
  const auto number =
      add(bench, {.phone = "919000000001", .name = "Asha", .email = "a@b.c", .attributes = R"({"a":1})"});
  const auto page = list(bench, {});
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.count.total, 1);
  const auto& row = page.rows[0];
  EXPECT_EQ(row.number, number);
  EXPECT_EQ(row.phone, "919000000001");
  EXPECT_EQ(row.name, "Asha");
  EXPECT_EQ(row.email, "a@b.c");
  EXPECT_EQ(row.attributes, R"({"a":1})");
  EXPECT_TRUE(row.has_phone);
  EXPECT_EQ(row.status, ContactStatus::active);
  EXPECT_EQ(row.created_at, 1'800'000'000'000);
  EXPECT_EQ(row.updated_at, 1'800'000'000'000);
  EXPECT_EQ(row.last_active_at, 0);
  EXPECT_EQ(find(bench, number)->name, "Asha");
  EXPECT_FALSE(find(bench, number + 2));
}

TEST_P(StoreConformance, WhatIsWrongWithANewContactIsToldAndChangesNothing) {
  add(bench, {.phone = "5511988887777", .name = "Ana"});
  const auto adding = [&](const NewContact& contact) {
    return refusal(bench, [&](Transaction& in) { add_contact(in, bench.organization, contact); });
  };
  EXPECT_EQ(adding({.phone = "5511988887777"}), "phone");
  EXPECT_EQ(adding({.phone = "551188887777"}), "phone");  // the same without the ninth digit
  EXPECT_EQ(adding({.phone = "+49170"}), "phone");
  EXPECT_EQ(adding({.phone = ""}), "phone");
  EXPECT_EQ(adding({.phone = "4917000000", .labels = {LabelId{7}}}), "label");
  EXPECT_EQ(adding({.phone = "4917000000", .lists = {ContactListId{7}}}), "contact list");
  EXPECT_EQ(list(bench, {}).count.total, 1);
}

TEST_P(StoreConformance, AGivenNameIsShownBeforeTheProfilesEverywhere) {
  bench.record({named_text("919000000001", "wamid.1", 1, "Profile")});
  const auto number = list(bench, {}).rows.at(0).number;
  EXPECT_EQ(find(bench, number)->name, "Profile");

  change(bench, [&](Transaction& in) { change_contact(in, bench.organization, number, {.name = "Given"}); });
  EXPECT_EQ(find(bench, number)->name, "Given");
  EXPECT_EQ(names_of_conversations(bench), std::vector<std::string>{"Given"});

  bench.record({named_text("919000000001", "wamid.2", 2, "Another")});
  bench.record({named_text("919000000001", "wamid.3", 3, "Another")}, "1002");
  EXPECT_EQ(find(bench, number)->name, "Given");
  EXPECT_EQ(names_of_conversations(bench), std::vector<std::string>{"Given"});

  change(bench, [&](Transaction& in) { change_contact(in, bench.organization, number, {.name = ""}); });
  EXPECT_EQ(find(bench, number)->name, "Another");
  EXPECT_EQ(names_of_conversations(bench), std::vector<std::string>{"Another"});
}

TEST_P(StoreConformance, OnlyWhatIsNamedChanges) {
  const auto number = add(bench, {.phone = "919000000001", .name = "Asha", .email = "a@b.c"});
  change(bench, [&](Transaction& in) { change_contact(in, bench.organization, number, {.email = "x@y.z"}); });
  EXPECT_EQ(find(bench, number)->name, "Asha");
  EXPECT_EQ(find(bench, number)->email, "x@y.z");
  const auto status = ContactStatus::blocked;
  change(bench, [&](Transaction& in) { change_contact(in, bench.organization, number, {.status = status}); });
  EXPECT_EQ(list(bench, {.status = ContactStatus::blocked}).count.total, 1);
  EXPECT_EQ(list(bench, {.status = ContactStatus::active}).count.total, 0);
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { change_contact(in, bench.organization, 5, {}); }),
            "contact");
}

TEST_P(StoreConformance, AContactsNumberCanChange) {
  const auto number = add(bench, {.phone = "919000000001", .name = "Asha"});
  add(bench, {.phone = "919000000002"});
  const auto rephone = [&](const std::string& phone) {
    return refusal(
        bench, [&](Transaction& in) { change_contact(in, bench.organization, number, {.phone = phone}); });
  };
  EXPECT_EQ(rephone("919000000002"), "phone");
  EXPECT_EQ(rephone("nonsense"), "phone");
  for (const auto* phone : {"919000000003", "919000000004", "919000000003"}) {
    EXPECT_EQ(rephone(phone), "");
    EXPECT_EQ(find(bench, number)->phone, phone);
    EXPECT_EQ(list(bench, {.phone = phone}).numbers(), std::vector{number});
  }
  EXPECT_EQ(list(bench, {}).count.total, 2);
  // Who writes from the old number is still the same person.
  bench.record({text_from("919000000001", "wamid.1", 1)});
  EXPECT_EQ(list(bench, {}).count.total, 2);
  EXPECT_EQ(find(bench, number)->phone, "919000000003");
}

TEST_P(StoreConformance, ANumberIsTakenByWhoIsNotRemoved) {
  const auto number = add(bench, {.phone = "5511988887777"});
  bench.record({named_text("919000000001", "wamid.1", 1, "Profile")});
  const auto taken = [&](const std::string& phone) {
    bool is = false;
    change(bench, [&](Transaction& in) { is = is_taken(in, bench.organization, phone); });
    return is;
  };
  EXPECT_TRUE(taken("5511988887777"));
  EXPECT_TRUE(taken("551188887777"));
  EXPECT_TRUE(taken("919000000001"));
  EXPECT_FALSE(taken("919000000002"));
  change(bench, [&](Transaction& in) {
    remove_contact(in, bench.organization, number);
    add_contact(in, bench.organization, {.phone = "919000000002"});
    EXPECT_TRUE(is_taken(in, bench.organization, "919000000002"));
  });
  EXPECT_FALSE(taken("5511988887777"));
}

TEST_P(StoreConformance, ARemovedContactIsGoneUntilItWritesAgain) {
  const auto number = add(bench, {.phone = "919000000001", .name = "Asha", .email = "a@b.c"});
  bench.record({named_text("919000000001", "wamid.1", 1, "Profile")});
  change(bench, [&](Transaction& in) { remove_contact(in, bench.organization, number); });
  EXPECT_EQ(list(bench, {}).count.total, 0);
  EXPECT_TRUE(list(bench, {}).rows.empty());
  EXPECT_TRUE(list(bench, {.phone = "919000000001"}).rows.empty());
  EXPECT_TRUE(list(bench, {.sender = bench.ours.id}).rows.empty());
  EXPECT_EQ(list(bench, {.sender = bench.ours.id}).count.total, 0);
  EXPECT_EQ(list(bench, {.status = ContactStatus::deleted}).count.total, 1);
  EXPECT_FALSE(find(bench, number));
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { remove_contact(in, bench.organization, number); }),
            "contact");

  bench.record({text_from("919000000001", "wamid.0", 0)});  // said before it was removed
  EXPECT_FALSE(find(bench, number));
  bench.record({text_from("919000000001", "wamid.2", after_now)});
  const auto back = find(bench, number);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->name, "Profile");
  EXPECT_EQ(back->email, "");
  EXPECT_EQ(back->status, ContactStatus::active);
  EXPECT_EQ(list(bench, {}).count.total, 1);
}

TEST_P(StoreConformance, TheConversationsOfARemovedContactGoAndComeWithIt) {
  bench.record({text_from("919000000001", "wamid.1", 1)});
  bench.record({text_from("919000000001", "wamid.2", 2)}, "1002");
  const auto number = list(bench, {}).rows.at(0).number;
  const auto shown = [&] {
    OrganizationConversations query{.organization = bench.organization};
    PageCount count;
    const auto read = [&](const Reader& from) {
      count = conversations(from, query, [](const ConversationRow&) {});
    };
    bench.wait(bench.store().read(Weight::heavy, read));
    return count.total;
  };
  EXPECT_EQ(shown(), 2);
  change(bench, [&](Transaction& in) { remove_contact(in, bench.organization, number); });
  EXPECT_EQ(shown(), 0);
  bench.record({text_from("919000000001", "wamid.3", after_now)});
  EXPECT_EQ(shown(), 1);
  change(bench, [&](Transaction& in) { ensure_conversation(in, bench.second, number); });
  EXPECT_EQ(shown(), 2);
}

TEST_P(StoreConformance, WhatIsDoneToContactsIsInTheLog) {
  const auto last = [&] {
    return bench.wait(bench.store().events_after(bench.organization, {}, 1'000)).back().kind;
  };
  const auto organization = bench.organization;
  const auto number = add(bench, {.phone = "919000000001"});
  EXPECT_EQ(last(), EventKind::contact_created);
  change(bench, [&](Transaction& in) { change_contact(in, organization, number, {.name = "Asha"}); });
  EXPECT_EQ(last(), EventKind::contact_changed);
  change(bench, [&](Transaction& in) { ensure_conversation(in, bench.ours, number); });
  EXPECT_EQ(last(), EventKind::conversation_created);
  change(bench, [&](Transaction& in) { remove_contact(in, organization, number); });
  EXPECT_EQ(last(), EventKind::contact_deleted);
  bench.record({text_from("919000000001", "wamid.1", after_now)});
  EXPECT_EQ(last(), EventKind::contact_changed);
}

// By the number that the list of contacts has for it at that time.
TEST_P(StoreConformance, EventsOfAContactNameIt) {
  const auto organization = bench.organization;
  std::int64_t seen = 0;
  // The contacts that each of the new events names, by kind; the events of conversations and messages are left out.
  const auto told = [&] {
    std::vector<std::pair<EventKind, std::int64_t>> all;
    for (const auto& event : bench.wait(bench.store().events_after(organization, {seen}, 1'000))) {
      seen = event.sequence.value;
      if (!names_contact(event.kind)) {
        EXPECT_EQ(event.contact, 0);
        continue;
      }
      EXPECT_EQ(event.conversation, 0) << "what shows a contact is not one conversation";
      EXPECT_EQ(event.message.value, 0);
      all.emplace_back(event.kind, event.contact);
    }
    return all;
  };
  using Told = std::vector<std::pair<EventKind, std::int64_t>>;
  told();

  bench.record({text_from("919000000001", "wamid.1", 1)});
  const auto asha = list(bench, {}).rows.at(0).number;
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, asha}})) << "a stranger writes";
  bench.record({text_from("919000000001", "wamid.2", 2)});
  EXPECT_EQ(told(), Told{});
  auto named = text_from("919000000001", "wamid.3", 3);
  named.profile.name = "Asha";
  bench.record({named});
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, asha}})) << "WhatsApp's name";
  AddressBookFact book{.peer = {.phone = "919000000001"}, .name = "Ashu"};
  book.at = second_of(4);
  bench.record({book});
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, asha}})) << "the address book";
  PreferenceFact stop{.peer = {.phone = "919000000001"}, .marketing_stopped = true};
  stop.at = second_of(5);
  bench.record({stop});
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, asha}})) << "a preference";

  const auto bo = add(bench, {.phone = "919000000002", .name = "Bo"});
  EXPECT_EQ(told(), (Told{{EventKind::contact_created, bo}}));
  change(bench, [&](Transaction& in) { change_contact(in, organization, bo, {.name = "Bob"}); });
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, bo}}));
  LabelId label;
  change(bench, [&](Transaction& in) { label = add_label(in, organization, "VIP", "").id; });
  change(bench, [&](Transaction& in) { label_contact(in, organization, bo, label, true); });
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, bo}}));
  change(bench, [&](Transaction& in) { remove_contact(in, organization, bo); });
  EXPECT_EQ(told(), (Told{{EventKind::contact_deleted, bo}}));
  bench.record({text_from("919000000002", "wamid.4", after_now)});
  EXPECT_EQ(told(), (Told{{EventKind::contact_changed, bo}})) << "they are back";

  RenameFact rename{
      .before = {.phone = "919000000001"}, .after = {.phone = "919000000003"}, .at = second_of(6)};
  bench.record({rename});
  const auto now = find(bench, asha);
  ASSERT_TRUE(now);
  const auto events = told();
  EXPECT_EQ(events, (Told{{EventKind::contact_changed, now->number}})) << "a new number";
}

TEST_P(StoreConformance, ContactsAreTheirOrganizationsOwn) {
  const auto number = add(bench, {.phone = "919000000001", .name = "Asha"});
  const auto other = bench.wait(bench.store().add_organization("Other")).id;
  const auto mine = std::exchange(bench.organization, other);
  EXPECT_EQ(list(bench, {}).count.total, 0);
  EXPECT_FALSE(find(bench, number));
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { remove_contact(in, other, number); }), "contact");
  EXPECT_EQ(add(bench, {.phone = "919000000001", .name = "Another"}), number);
  bench.organization = mine;
  EXPECT_EQ(find(bench, number)->name, "Asha");
  const OrganizationId none{99};
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { add_contact(in, none, {.phone = "919000000001"}); }),
            "organization");
}

TEST_P(StoreConformance, ARemovedContactCanBeAddedAgain) {
  const auto number = add(bench, {.phone = "5511988887777", .name = "Ana"});
  change(bench, [&](Transaction& in) { remove_contact(in, bench.organization, number); });
  EXPECT_EQ(add(bench, {.phone = "551188887777", .email = "a@b.c"}), number);
  EXPECT_EQ(find(bench, number)->phone, "551188887777");
  EXPECT_EQ(find(bench, number)->name, "");
  EXPECT_EQ(find(bench, number)->email, "a@b.c");
  EXPECT_EQ(list(bench, {}).count.total, 1);
}

TEST_P(StoreConformance, WhatWasSetPassesToTheContactThatStays) {
  const auto one = add(bench, {.phone = "919000000001", .name = "One", .attributes = "{}"});
  const auto two =
      add(bench, {.phone = "919000000002", .name = "Two", .email = "two@b.c", .attributes = R"({"a":1})"});
  LabelRow vip;
  ContactListId all;
  change(bench, [&](Transaction& in) {
    vip = add_label(in, bench.organization, "vip", "red");
    label_contact(in, bench.organization, two, vip.id, true);
    all = add_contact_list(in, bench.organization, {.name = "All"}, {one, two});
  });
  RenameFact fact{.at = second_of(5)};
  fact.before.phone = "919000000001";
  fact.after.phone = "919000000002";
  bench.record({fact});

  const auto page = list(bench, {});
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.count.total, 1);
  const auto& row = page.rows[0];
  EXPECT_EQ(row.name, "One");
  EXPECT_EQ(row.attributes, "{}");
  EXPECT_EQ(row.email, "two@b.c");
  EXPECT_EQ(row.labels, vip.uid + "\x1fvip\x1e");
  EXPECT_EQ(list(bench, {.list = all}).numbers(), std::vector{row.number});
  const auto count = [&](const Reader& from) {
    EXPECT_EQ(contact_list(from, bench.organization, all)->contacts, 1);
  };
  bench.wait(bench.store().read(Weight::light, count));
  // Both numbers go on finding the person.
  EXPECT_EQ(find(bench, one)->number, row.number);
  EXPECT_EQ(find(bench, two)->number, row.number);
}

TEST_P(StoreConformance, GroupsAndPeopleWithoutANumberAreContactsToo) {
  MessageFact in_group{.wamid = "wamid.g", .at = second_of(1)};
  in_group.peer.group = "120363000000000001";
  in_group.content.type = "text";
  MessageFact by_id{.wamid = "wamid.b", .at = second_of(2)};
  by_id.peer.bsuid = "US.123";
  by_id.content.type = "text";
  bench.record({in_group, by_id});
  const auto page = list(bench, {.descending = false});
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].phone, "120363000000000001");
  EXPECT_FALSE(page.rows[0].has_phone);
  EXPECT_EQ(page.rows[1].phone, "US.123");
  EXPECT_FALSE(page.rows[1].has_phone);
  EXPECT_EQ(page.rows[1].last_active_at, to_millis(second_of(2)));

  const auto rephone = [&](std::int64_t number) {
    return refusal(bench, [&](Transaction& in) {
      change_contact(in, bench.organization, number, {.phone = "919000000001"});
    });
  };
  EXPECT_EQ(rephone(page.rows[0].number), "phone");
  EXPECT_EQ(rephone(page.rows[1].number), "");
  EXPECT_EQ(find(bench, page.rows[1].number)->phone, "919000000001");
  EXPECT_TRUE(find(bench, page.rows[1].number)->has_phone);
}

TEST_P(StoreConformance, AConversationCanBeginWithoutAMessage) {
  const auto number = add(bench, {.phone = "919000000001", .name = "Asha"});
  std::int64_t first = 0, again = 0;
  change(bench, [&](Transaction& in) { first = ensure_conversation(in, bench.ours, number); });
  change(bench, [&](Transaction& in) { again = ensure_conversation(in, bench.ours, number); });
  EXPECT_EQ(first, again);
  ConversationQuery query;
  query.filter.sender = bench.ours.id;
  EXPECT_EQ(numbers(bench, query), std::vector{first});
  EXPECT_EQ(names_of_conversations(bench), std::vector<std::string>{"Asha"});
  EXPECT_EQ(list(bench, {.sender = bench.ours.id}).numbers(), std::vector{number});
  EXPECT_EQ(list(bench, {.sender = bench.second.id}).count.total, 0);

  const auto none = [&](Transaction& in) { ensure_conversation(in, bench.ours, number + 2); };
  EXPECT_EQ(refusal(bench, none), "contact");
  bench.record({text_from("919000000001", "wamid.1", 1)});
  EXPECT_EQ(numbers(bench, query), std::vector{first});
}

TEST_P(StoreConformance, AConversationThatWasBegunFollowsItsPerson) {
  const auto one = add(bench, {.phone = "919000000001"});
  const auto two = add(bench, {.phone = "919000000002"});
  change(bench, [&](Transaction& in) {
    ensure_conversation(in, bench.ours, one);
    ensure_conversation(in, bench.ours, two);
    ensure_conversation(in, bench.second, two);
  });
  RenameFact fact{.at = second_of(5)};
  fact.before.phone = "919000000001";
  fact.after.phone = "919000000002";
  bench.record({fact});
  EXPECT_EQ(list(bench, {.sender = bench.ours.id}).count.total, 1);
  EXPECT_EQ(list(bench, {.sender = bench.ours.id}).rows.size(), 1U);
  EXPECT_EQ(list(bench, {.sender = bench.second.id}).rows.size(), 1U);
  ConversationQuery query;
  query.filter.sender = bench.ours.id;
  EXPECT_EQ(numbers(bench, query).size(), 1U);
}

}  // namespace parley::conformance
