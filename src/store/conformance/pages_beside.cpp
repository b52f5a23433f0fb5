// What is read with a page, or for all rows of a page at once, is what is read of each alone.

#include "store/conformance/contacts.h"
#include "store/conversations.h"
#include "store/row_texts.h"

#include <map>

namespace parley::conformance {
namespace {

constexpr int people = 60;  // more than are asked for at once

std::string phone_of(int person) { return "9190000" + std::to_string(10'000 + person); }

// People who write to one number or to both, within seconds that they share; some change their number, some are deleted,
// labelled, renamed and put on lists.
void fill(Bench& bench) {
  std::vector<What> facts[2];
  for (int i = 0; i < 6 * people; ++i) {
    const int person = i * 7 % people;
    auto fact =
        text_from(phone_of(person), "wamid." + std::to_string(i), i % 90, "text " + std::to_string(i));
    if (i % 5 == 0) fact.content.type = "image", fact.content.caption = "caption";
    facts[i / people % 3 == 0 ? 1 : 0].emplace_back(fact);
  }
  bench.record(std::move(facts[0]), "1001");
  bench.record(std::move(facts[1]), "1002");
  // The person writes from a new number, then joins another contact, and their messages name both numbers.
  bench.record({RenameFact{
      .before = {.phone = phone_of(1)}, .after = {.phone = "918000000001"}, .at = second_of(95)}});
  bench.record({text_from("918000000001", "wamid.new", 96)});
  bench.record(
      {RenameFact{.before = {.phone = phone_of(2)}, .after = {.phone = phone_of(3)}, .at = second_of(97)}});

  const auto all = list(bench, {.limit = 1'000}).numbers();
  ASSERT_GT(all.size(), 55u);
  change(bench, [&](Transaction& in) {
    const auto organization = bench.organization;
    const auto vip = add_label(in, organization, "vip", "").id;
    const auto old = add_label(in, organization, "old", "").id;
    for (std::size_t i = 0; i < all.size(); i += 3) label_contact(in, organization, all[i], vip, true);
    for (std::size_t i = 0; i < all.size(); i += 6) label_contact(in, organization, all[i], old, true);
    add_contact_list(in, organization, {.name = "Some", .description = "", .labels = {vip}},
                     {all.begin() + 5, all.begin() + 30});
    add_contact_list(in, organization, {.name = "Others"}, {all.begin() + 20, all.end()});
    change_contact(in, organization, all[7], {.name = "Set here", .attributes = R"({"a":1})"});
    remove_contact(in, organization, all[9]);
  });
  // Of one contact the conversations alone are deleted.
  OrganizationConversations open{.organization = bench.organization, .contact = all[11]};
  std::vector<std::int64_t> closed;
  const auto collect = [&](const Reader& from) {
    conversations(from, open, [&](const ConversationRow& row) { closed.push_back(row.number); });
  };
  bench.wait(bench.store().read(Weight::light, collect));
  change(bench, [&](Transaction& in) {
    for (const auto number : closed) set_status(in, bench.organization, number, ConversationStatus::deleted);
  });
}

std::string told(const MessageRow& row) {
  return std::to_string(row.key.value) + '|' + std::string(row.wamid) + '|' + std::string(row.text) + '|' +
         std::string(row.caption) + '|' + std::string(row.type) + '|' + std::string(row.peer_phone) + '|' +
         std::string(row.sender_phone) + '|' + std::to_string(to_millis(row.at));
}

std::string told(const FoundMessage& found) {
  return std::to_string(found.conversation) + '|' + std::to_string(found.sender.value) + '|' +
         std::to_string(found.contact) + '|' + std::to_string(static_cast<int>(found.status));
}

std::string told(const ConversationRow& row) {
  return std::to_string(row.number) + '|' + std::to_string(row.contact) + '|' +
         std::string(row.contact_name) + '|' + std::string(row.contact_phone) + '|' +
         std::string(row.sender_phone) + '|' + std::string(row.phone_number_id) + '|' +
         std::string(row.last_wamid) + '|' + std::string(row.last_text) + '|' +
         std::to_string(row.total_messages) + '|' + std::to_string(static_cast<int>(row.status));
}

std::string told(const ContactRow& row) {
  return std::to_string(row.number) + '|' + std::string(row.phone) + '|' + std::string(row.name) + '|' +
         std::string(row.attributes) + '|' + std::to_string(static_cast<int>(row.status)) + '|' +
         std::to_string(to_millis(row.created_at));
}

template <class Look>
void look(Bench& bench, const Look& work) {
  bench.wait(bench.store().read(Weight::light, work));
}

}  // namespace

TEST_P(StoreConformance, MessagesOfAPageAreTheMessagesOfTheirKeys) {
  ASSERT_NO_FATAL_FAILURE(fill(bench));
  const auto organization = bench.organization;
  const auto expect_same = [&](const Reader& from, const OrganizationMessages& query) {
    std::vector<std::pair<MessageKey, std::string>> page;
    messages(from, query, [&](const MessageRow& row, const FoundMessage& found) {
      page.emplace_back(row.key, told(row) + '/' + told(found));
    });
    EXPECT_FALSE(page.empty());
    for (const auto& [key, words] : page) {
      message(from, organization, key, [&](const MessageRow& row, const FoundMessage& found) {
        EXPECT_EQ(words, told(row) + '/' + told(found));
      });
    }
    return page.size();
  };
  look(bench, [&](const Reader& from) {
    std::int64_t both = 0;
    std::map<std::int64_t, int> spellings;
    for (const bool descending : {true, false}) {
      OrganizationMessages query{.organization = organization, .descending = descending, .limit = 1'000};
      EXPECT_EQ(expect_same(from, query), 6 * people + 1u);
      query.senders = {bench.ours.id};
      expect_same(from, query);
      query.senders.clear();
      messages(from, query, [&](const MessageRow& row, const FoundMessage& found) {
        if (row.wamid == "wamid.new") both = found.contact;
      });
      query.contact = both;
      EXPECT_GT(expect_same(from, query), 3u) << "of two numbers of theirs and of two of ours";
      query.offset = 2;
      expect_same(from, query);

      query = {.organization = organization, .descending = descending, .contacts = false, .peers = false};
      messages(from, query, [&](const MessageRow& row, const FoundMessage& found) {
        EXPECT_EQ(row.peer_phone, "");
        EXPECT_EQ(found.contact, 0);
        EXPECT_NE(found.conversation, 0);
      });
    }
  });
}

TEST_P(StoreConformance, AConversationsContactAndNewestMessageAreThoseOfTheirOwn) {
  ASSERT_NO_FATAL_FAILURE(fill(bench));
  const auto organization = bench.organization;
  const auto expect_own = [&](const Reader& from, const WholeConversation& whole) {
    conversation(from, organization, whole.row.number,
                 [&](const ConversationRow& row) { EXPECT_EQ(told(whole.row), told(row)); });
    std::string own;
    const bool is_there =
        contact(from, organization, whole.row.contact, [&](const ContactRow& row) { own = told(row); });
    EXPECT_EQ(whole.contact.has_value(), is_there);
    if (is_there) EXPECT_EQ(told(*whole.contact), own);
    ConversationMessages newest{.organization = organization, .conversation = whole.row.number, .limit = 1};
    newest.peers = false;
    messages(from, newest, [&](const MessageRow& row) {
      ASSERT_TRUE(whole.newest);
      EXPECT_EQ(told(*whole.newest), told(row));
    });
  };
  look(bench, [&](const Reader& from) {
    OrganizationConversations query{.organization = organization, .limit = 1'000};
    query.status = {ConversationStatus::open, ConversationStatus::deleted};
    for (const auto& senders : {std::vector<SenderId>{}, std::vector{bench.second.id}}) {
      RowTexts texts;
      std::vector<WholeConversation> page;
      query.senders = senders;
      whole_conversations(from, query, [&](const WholeConversation& whole) {
        auto& kept = page.emplace_back(WholeConversation{.row = texts.kept(whole.row)});
        if (whole.contact) kept.contact = texts.kept(*whole.contact);
        if (whole.newest) kept.newest = texts.kept(*whole.newest);
      });
      EXPECT_GT(page.size(), 30u);
      for (const auto& whole : page) expect_own(from, whole);
      EXPECT_TRUE(std::any_of(page.begin(), page.end(), [](const auto& each) { return !each.contact; }));
    }
  });
}

TEST_P(StoreConformance, WhatManyContactsHaveIsWhatEachHas) {
  ASSERT_NO_FATAL_FAILURE(fill(bench));
  const auto organization = bench.organization;
  look(bench, [&](const Reader& from) {
    std::vector<std::pair<ContactId, std::int64_t>> page;
    std::vector<ContactId> ids;
    contacts(from, {.organization = organization, .limit = 1'000}, [&](const ContactRow& row) {
      page.emplace_back(row.id, row.number);
      ids.push_back(row.id);
    });
    ASSERT_GT(ids.size(), 50u);
    std::map<ContactId, std::vector<std::int64_t>> lists, found;
    lists_of_contacts(from, organization, ids,
                      [&](ContactId id, const ContactListRow& list) { lists[id].push_back(list.id.value); });
    for (const auto& each : conversations_of_contacts(from, organization, ids))
      found[each.contact].push_back(each.number);
    std::size_t on_both = 0;
    for (const auto& [id, number] : page) {
      std::vector<std::int64_t> own_lists, own;
      contact_lists(from, {.organization = organization, .contact = number},
                    [&](const ContactListRow& list) { own_lists.push_back(list.id.value); });
      conversations(from, {.organization = organization, .contact = number},
                    [&](const ConversationRow& row) { own.push_back(row.number); });
      EXPECT_EQ(lists[id], own_lists);
      EXPECT_EQ(found[id], own);
      on_both += own_lists.size() == 2 ? 1 : 0;
    }
    EXPECT_GT(on_both, 5u);
  });
  for (const auto& row : list(bench, {.limit = 1'000}).rows) {
    const auto alone = find(bench, row.number);
    ASSERT_TRUE(alone);
    EXPECT_EQ(row.labels, alone->labels);
    EXPECT_EQ(row.last_active_at, alone->last_active_at);
  }
}

TEST_P(StoreConformance, EveryPageOfLabelsIsASliceOfAllOfThem) {
  std::vector<std::string> all;
  change(bench, [&](Transaction& in) {
    for (int i = 0; i < 23; ++i) {
      all.push_back(std::to_string(i));
      add_label(in, bench.organization, all.back(), "");
    }
  });
  look(bench, [&](const Reader& from) {
    for (const bool descending : {false, true}) {
      for (std::int64_t offset = 0; offset < 26; ++offset) {
        std::vector<std::string> page;
        const auto count = labels(
            from,
            {.organization = bench.organization, .descending = descending, .offset = offset, .limit = 4},
            [&](const LabelRow& row) { page.push_back(row.name); });
        const auto first = std::min(offset, std::ssize(all));
        const auto last = std::min(offset + 4, std::ssize(all));
        EXPECT_EQ(page, std::vector(all.begin() + first, all.begin() + last)) << offset;
        EXPECT_EQ(count.total, std::ssize(all));
        EXPECT_EQ(count.count, std::ssize(page));
      }
      std::reverse(all.begin(), all.end());
    }
  });
}

}  // namespace parley::conformance
