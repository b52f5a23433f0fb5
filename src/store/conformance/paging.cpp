// Pages by number and totals come from ranks: they must agree with a plain count, however the lists came to be.

#include "base/names.h"
#include "store/conformance/fixture.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace parley::conformance {
namespace {

struct Line {
  std::string wamid;
  Direction direction;
  MessageStatus status;
  std::string type;
};

std::vector<Line> page(Bench& bench, MessageQuery query, std::int64_t& total) {
  std::vector<Line> lines;
  const auto take = [&](const MessageRow& row) {
    lines.push_back({std::string(row.wamid), row.direction, row.status, std::string(row.type)});
  };
  query.organization = bench.organization;
  query.sender = bench.ours.id;
  total = bench.wait(bench.store().messages(query, take)).value().total;
  return lines;
}

std::int64_t only_conversation(Bench& bench) {
  ConversationQuery query;
  query.filter.sender = bench.ours.id;
  const auto found = numbers(bench, query);
  return found.size() == 1 ? found[0] : 0;
}

// A long conversation that arrives out of order, with ties, types, statuses and things that change afterwards.
void fill(Bench& bench, int count, std::mt19937& random) {
  std::vector<What> facts;
  for (int i = 0; i < count; ++i) {
    auto fact =
        text_from("919000000001", "wamid." + std::to_string(i), static_cast<int>(random() % (count / 2)));
    if (random() % 2 == 0) {
      fact.direction = Direction::outbound;
      fact.origin = Origin::echo;
    }
    if (random() % 10 == 0) fact.content.type = "image";
    facts.emplace_back(fact);
    if (random() % 4 == 0)
      facts.emplace_back(status_of("wamid." + std::to_string(random() % count), MessageStatus::read, i));
    if (random() % 40 == 0)
      facts.emplace_back(status_of("wamid." + std::to_string(random() % count), MessageStatus::failed, i));
    if (facts.size() > 200) bench.record(std::exchange(facts, {}));
  }
  bench.record(std::move(facts));
}

bool matches(const Line& line, const MessageQuery& query) {
  if (query.direction && *query.direction != line.direction) return false;
  if (!query.types.empty() && query.types[0] != line.type) return false;
  return query.status.empty() || query.status[0] == line.status;
}

void expect_same(const std::vector<Line>& got, const std::vector<Line>& all, std::size_t from,
                 const std::string& words) {
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_LT(from + i, all.size()) << words;
    ASSERT_EQ(got[i].wamid, all[from + i].wamid) << words << " row " << i;
  }
}

std::vector<MessageQuery> filters(std::int64_t number) {
  const MessageQuery plain{.conversation = number};
  std::vector<MessageQuery> all{plain};
  for (const auto direction : {Direction::inbound, Direction::outbound}) {
    all.push_back(plain);
    all.back().direction = direction;
  }
  all.push_back(plain);
  all.back().types = {"image"};
  all.push_back(plain);
  all.back().status = {MessageStatus::failed};
  return all;
}

}  // namespace

TEST_P(StoreConformance, EveryPageOfALongConversationIsWhereACountPutsIt) {
  std::mt19937 random(7);
  fill(bench, 4000, random);
  const auto number = only_conversation(bench);
  std::int64_t total = 0;
  MessageQuery whole{.conversation = number, .offset = 0, .limit = 10'000};
  const auto down = page(bench, whole, total);
  ASSERT_EQ(down.size(), 4000u);
  for (auto query : filters(number)) {
    for (const bool descending : {true, false}) {
      std::vector<Line> expected;
      std::copy_if(down.begin(), down.end(), std::back_inserter(expected),
                   [&](const Line& l) { return matches(l, query); });
      if (!descending) std::reverse(expected.begin(), expected.end());
      query.descending = descending;
      query.limit = 37;
      for (query.offset = 0; query.offset < std::ssize(expected) + 40; query.offset += 37) {
        const auto got = page(bench, query, total);
        ASSERT_EQ(total, std::ssize(expected));
        const auto left = std::max<std::int64_t>(0, std::ssize(expected) - query.offset);
        ASSERT_EQ(std::ssize(got), std::min<std::int64_t>(37, left)) << query.offset;
        expect_same(got, expected, static_cast<std::size_t>(query.offset), std::to_string(query.offset));
      }
    }
  }
}

TEST_P(StoreConformance, EveryPageOfTheListIsWhereACountPutsItWhileConversationsMove) {
  std::mt19937 random(11);
  constexpr int people = 2500;
  std::map<int, int> newest;  // person → time
  std::vector<What> facts;
  for (int i = 0; i < 3 * people; ++i) {
    const int who = i < people ? i : static_cast<int>(random() % people);
    const int at = static_cast<int>(random() % 5000);
    facts.emplace_back(text_from("9180" + std::to_string(1'000'000 + who), "wamid." + std::to_string(i), at));
    newest[who] = newest.contains(who) ? std::max(newest[who], at) : at;
    if (facts.size() > 300) bench.record(std::exchange(facts, {}));
  }
  bench.record(std::move(facts));

  ConversationQuery query;
  query.filter.organization = bench.organization;
  query.filter.sender = bench.ours.id;
  query.limit = 10'000;
  const auto whole = numbers(bench, query);
  ASSERT_EQ(whole.size(), static_cast<std::size_t>(people));
  EXPECT_EQ(std::set(whole.begin(), whole.end()).size(), whole.size());
  query.limit = 50;
  for (const bool descending : {true, false}) {
    query.descending = descending;
    auto expected = whole;
    if (!descending) std::reverse(expected.begin(), expected.end());
    for (query.offset = 0; query.offset < people; query.offset += 50) {
      const auto got = numbers(bench, query);
      const std::vector part(expected.begin() + query.offset, expected.begin() + query.offset + 50);
      ASSERT_EQ(got, part) << query.offset;
    }
  }
}

TEST_P(StoreConformance, TotalsOfFilteredListsAreExact) {
  for (int i = 0; i < 30; ++i) {
    auto fact = text_from("9180" + std::to_string(1'000'000 + i), "wamid." + std::to_string(i), i);
    if (i % 3 == 0) {
      fact.direction = Direction::outbound;
      fact.origin = Origin::echo;
    }
    bench.record({fact});
  }
  ConversationQuery query;
  query.filter.organization = bench.organization;
  query.filter.sender = bench.ours.id;
  const auto total = [&] {
    const auto ignore = [](const ConversationRow&) {};
    return bench.wait(bench.store().conversations(query, ignore)).total;
  };
  EXPECT_EQ(total(), 30);
  query.filter.unread_only = true;
  EXPECT_EQ(total(), 20);
  query.filter.last_direction = Direction::outbound;
  EXPECT_EQ(total(), 0);
  query.filter.unread_only = false;
  EXPECT_EQ(total(), 10);
  query.filter.search = "1000003";
  EXPECT_EQ(total(), 1);
  query.filter = {.organization = bench.organization, .sender = bench.ours.id};
  query.filter.active_from = second_of(10);
  query.filter.active_until = second_of(20);
  EXPECT_EQ(total(), 10);
  query.filter.sender = bench.second.id;
  EXPECT_EQ(total(), 0);
}

}  // namespace parley::conformance
