// Labels, lists of contacts and answers kept ready.

#include "store/conformance/contacts.h"

#include <fmt/format.h>

namespace parley::conformance {
namespace {

std::vector<std::string> labels_of_conversations(Bench& bench) {
  std::vector<std::string> found;
  ConversationQuery query;
  query.filter.organization = bench.organization;
  query.filter.sender = bench.ours.id;
  const auto take = [&](const ConversationRow& row) { found.emplace_back(row.labels); };
  bench.wait(bench.store().conversations(query, take));
  return found;
}

std::int64_t only_conversation(Bench& bench) {
  ConversationQuery query;
  query.filter.sender = bench.ours.id;
  return numbers(bench, query).at(0);
}

std::vector<std::string> names_of_labels(Bench& bench, LabelQuery query) {
  query.organization = bench.organization;
  std::vector<std::string> names;
  const auto take = [&](const LabelRow& row) { names.push_back(row.name); };
  const auto read = [&](const Reader& from) { labels(from, query, take); };
  bench.wait(bench.store().read(Weight::light, read));
  return names;
}

}  // namespace

TEST_P(StoreConformance, ALabelIsShownRenamedAndTakenOffEverywhere) {
  bench.record({text_from("919000000001", "wamid.1", 1)});
  const auto conversation = only_conversation(bench);
  const auto person = list(bench, {}).rows.at(0).number;
  LabelRow vip;
  change(bench, [&](Transaction& in) {
    vip = add_label(in, bench.organization, "vip", "");
    EXPECT_EQ(vip.color, "gray");
    EXPECT_TRUE(label_conversation(in, bench.organization, conversation, vip.id, true));
    EXPECT_FALSE(label_conversation(in, bench.organization, conversation, vip.id, true));
    EXPECT_TRUE(label_contact(in, bench.organization, person, vip.id, true));
    EXPECT_FALSE(label_contact(in, bench.organization, person, vip.id, true));
  });
  EXPECT_EQ(labels_of_conversations(bench), std::vector{vip.uid + "\x1fvip\x1e"});
  EXPECT_EQ(find(bench, person)->labels, vip.uid + "\x1fvip\x1e");
  EXPECT_EQ(list(bench, {.label = vip.id}).count.total, 1);

  change(bench, [&](Transaction& in) {
    const auto row = change_label(in, bench.organization, vip.id, "gold", "yellow");
    EXPECT_EQ(row.uid, vip.uid);
    EXPECT_EQ(row.color, "yellow");
  });
  EXPECT_EQ(labels_of_conversations(bench), std::vector{vip.uid + "\x1fgold\x1e"});
  EXPECT_EQ(find(bench, person)->labels, vip.uid + "\x1fgold\x1e");

  change(bench, [&](Transaction& in) { remove_label(in, bench.organization, vip.id); });
  EXPECT_EQ(labels_of_conversations(bench), std::vector<std::string>{""});
  EXPECT_EQ(find(bench, person)->labels, "");
  EXPECT_EQ(list(bench, {.label = vip.id}).count.total, 0);

  LabelRow next;
  change(bench, [&](Transaction& in) { next = add_label(in, bench.organization, "next", "red"); });
  EXPECT_NE(next.id, vip.id);  // what was removed is never another
}

TEST_P(StoreConformance, ARenameOfALabelMeetsWhatItsTransactionChangedBefore) {
  bench.record({text_from("919000000001", "wamid.1", 1)});
  const auto conversation = only_conversation(bench);
  change(bench, [&](Transaction& in) {
    const auto one = add_label(in, bench.organization, "one", "");
    const auto two = add_label(in, bench.organization, "two", "");
    label_conversation(in, bench.organization, conversation, one.id, true);
    change_label(in, bench.organization, one.id, "uno", std::nullopt);
    label_conversation(in, bench.organization, conversation, two.id, true);
    remove_label(in, bench.organization, two.id);
  });
  const auto shown = labels_of_conversations(bench).at(0);
  EXPECT_TRUE(shown.ends_with("\x1funo\x1e")) << shown;
}

TEST_P(StoreConformance, LabelsNamesAreUnique) {
  LabelRow one, two;
  change(bench, [&](Transaction& in) {
    one = add_label(in, bench.organization, "one", "red");
    two = add_label(in, bench.organization, "two", "red");
  });
  const auto organization = bench.organization;
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { add_label(in, organization, "one", ""); }), "label");
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { add_label(in, organization, " ", ""); }), "name");
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { change_label(in, organization, two.id, "one", {}); }),
            "label");
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { change_label(in, organization, two.id, "two", {}); }), "");
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { remove_label(in, organization, LabelId{99}); }), "label");
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { label_contact(in, organization, 5, one.id, true); }),
            "contact");
}

TEST_P(StoreConformance, LabelsAreListedFromAPlaceOn) {
  change(bench, [&](Transaction& in) {
    for (int i = 0; i < 5; ++i) add_label(in, bench.organization, std::to_string(i), "");
  });
  EXPECT_EQ(names_of_labels(bench, {.limit = 2}), (std::vector<std::string>{"4", "3"}));
  EXPECT_EQ(names_of_labels(bench, {.descending = false, .offset = 3}), (std::vector<std::string>{"3", "4"}));
  LabelRow third;
  const auto read = [&](const Reader& from) { third = *label_named(from, bench.organization, "2"); };
  bench.wait(bench.store().read(Weight::light, read));
  const std::pair place{third.created_at, third.id};
  EXPECT_EQ(names_of_labels(bench, {.after = place}), (std::vector<std::string>{"1", "0"}));
  EXPECT_EQ(names_of_labels(bench, {.descending = false, .after = place}),
            (std::vector<std::string>{"3", "4"}));
}

TEST_P(StoreConformance, AListHoldsContactsAndLabels) {
  const auto one = add(bench, {.phone = "919000000001"});
  const auto two = add(bench, {.phone = "919000000002"});
  const auto organization = bench.organization;
  ContactListId id;
  LabelRow vip;
  change(bench, [&](Transaction& in) {
    vip = add_label(in, organization, "vip", "");
    id = add_contact_list(in, organization, {.name = "All", .description = "d", .labels = {vip.id}},
                          {one, two, two});
  });
  const auto row = [&] {
    std::optional<ContactListRow> found;
    const auto read = [&](const Reader& from) { found = contact_list(from, organization, id); };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  };
  EXPECT_EQ(row()->name, "All");
  EXPECT_EQ(row()->contacts, 2);
  EXPECT_EQ(row()->labels, std::vector{vip.id});
  EXPECT_EQ(list(bench, {.list = id}).count.total, 2);

  change(bench, [&](Transaction& in) { remove_contact(in, organization, two); });
  EXPECT_EQ(row()->contacts, 1);
  change(bench, [&](Transaction& in) { remove_label(in, organization, vip.id); });
  EXPECT_TRUE(row()->labels.empty());
  change(bench, [&](Transaction& in) { change_contact_list(in, organization, id, {.name = "Some"}); });
  EXPECT_EQ(row()->name, "Some");
  EXPECT_EQ(row()->description, "");
  const std::vector<ContactListId> none;
  change(bench, [&](Transaction& in) { change_contact(in, organization, one, {.lists = none}); });
  EXPECT_EQ(row()->contacts, 0);

  EXPECT_EQ(refusal(bench, [&](Transaction& in) { add_contact_list(in, organization, {.name = ""}, {}); }),
            "name");
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { add_contact_list(in, organization, {.name = "x"}, {5}); }),
            "contact");
  change(bench, [&](Transaction& in) { remove_contact_list(in, organization, id); });
  EXPECT_FALSE(row());
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { remove_contact_list(in, organization, id); }),
            "contact list");
}

TEST_P(StoreConformance, ListsAreListedForAContactToo) {
  const auto one = add(bench, {.phone = "919000000001"});
  const auto two = add(bench, {.phone = "919000000002"});
  change(bench, [&](Transaction& in) {
    add_contact_list(in, bench.organization, {.name = "a"}, {one});
    add_contact_list(in, bench.organization, {.name = "b"}, {one, two});
    add_contact_list(in, bench.organization, {.name = "c"}, {});
  });
  const auto names = [&](ContactListQuery query) {
    query.organization = bench.organization;
    std::string found;
    PageCount count;
    const auto take = [&](const ContactListRow& row) { found += row.name; };
    const auto read = [&](const Reader& from) { count = contact_lists(from, query, take); };
    bench.wait(bench.store().read(Weight::light, read));
    return fmt::format("{}/{}", found, count.total);
  };
  EXPECT_EQ(names({}), "cba/3");
  EXPECT_EQ(names({.descending = false, .offset = 1, .limit = 1}), "b/3");
  EXPECT_EQ(names({.contact = one}), "ba/2");
  EXPECT_EQ(names({.contact = two}), "b/1");
  EXPECT_EQ(names({.contact = 5}), "/0");
}

TEST_P(StoreConformance, CannedResponsesAreFewAndTheirShortcutsUnique) {
  const auto organization = bench.organization;
  CannedResponse hello;
  change(bench,
         [&](Transaction& in) { hello = add_canned_response(in, organization, "hello", "Hello there"); });
  const auto adding = [&](const std::string& shortcut) {
    return refusal(bench, [&](Transaction& in) { add_canned_response(in, organization, shortcut, "x"); });
  };
  EXPECT_EQ(adding("hello"), "shortcut");
  EXPECT_EQ(adding(""), "shortcut");
  change(bench, [&](Transaction& in) {
    for (int i = 1; i < 1000; ++i) add_canned_response(in, organization, "s" + std::to_string(i), "x");
  });
  EXPECT_EQ(adding("one more"), "shortcut");
  std::vector<CannedResponse> all;
  const auto read = [&](const Reader& from) { all = canned_responses(from, organization); };
  bench.wait(bench.store().read(Weight::light, read));
  ASSERT_EQ(all.size(), 1000U);
  EXPECT_EQ(all[0].content, "Hello there");
  change(bench, [&](Transaction& in) { remove_canned_response(in, organization, hello.id); });
  EXPECT_EQ(refusal(bench, [&](Transaction& in) { remove_canned_response(in, organization, hello.id); }),
            "canned response");
  EXPECT_EQ(adding("one more"), "");
}

}  // namespace parley::conformance
