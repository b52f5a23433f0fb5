// Pages of messages across conversations come from ranks: they must agree with a plain list, however the store was
// filled, whichever numbers, people and times they are of.

#include "store/conformance/fixture.h"
#include "store/conversations.h"

#include <algorithm>
#include <map>
#include <random>

namespace parley::conformance {
namespace {

struct Line {
  std::int64_t at = 0, key = 0, conversation = 0, sender = 0, contact = 0;
  Direction direction = Direction::inbound;
  MessageStatus status = MessageStatus::pending;
  [[nodiscard]] auto place() const { return std::pair(at, key); }
};

struct Answer {
  std::vector<Line> lines;
  std::int64_t total = 0;
};

struct Messages {
  Bench& bench;

  Answer ask(OrganizationMessages query) const {
    query.organization = bench.organization;
    Answer answer;
    const auto read = [&](const Reader& from) { answer = read_from(from, query); };
    bench.wait(bench.store().read(is_light(query) ? Weight::light : Weight::heavy, read));
    return answer;
  }
  static Answer read_from(const Reader& from, const OrganizationMessages& query) {
    Answer answer;
    const auto take = [&](const MessageRow& row, const FoundMessage& found) {
      answer.lines.push_back({.at = to_millis(row.at),
                              .key = row.key.value,
                              .conversation = found.conversation,
                              .sender = found.sender.value,
                              .contact = found.contact,
                              .direction = row.direction,
                              .status = row.status});
    };
    answer.total = messages(from, query, take).total;
    return answer;
  }

  // A few people who write much to both numbers, within seconds that many messages share, and reports of ours that come
  // late.
  void fill(int people, int count, std::mt19937& dice) const {
    std::vector<What> facts[2];
    std::vector<std::pair<std::string, int>> ours;
    const auto tell = [&](int to) { bench.record(std::exchange(facts[to], {}), to == 1 ? "1002" : "1001"); };
    for (int i = 0; i < count; ++i) {
      const int to = dice() % 4 == 0 ? 1 : 0;
      const auto wamid = "wamid." + std::to_string(i);
      auto fact = text_from("9180" + std::to_string(1'000'000 + dice() % people), wamid,
                            static_cast<int>(dice() % 700));
      if (dice() % 3 == 0) {
        fact.direction = Direction::outbound;
        fact.origin = Origin::echo;
        ours.emplace_back(wamid, to);
      }
      facts[to].emplace_back(fact);
      if (!ours.empty() && dice() % 3 == 0) {
        const auto& [about, of] = ours[dice() % ours.size()];
        facts[of].emplace_back(
            status_of(about, dice() % 100 == 0 ? MessageStatus::failed : MessageStatus::read, i));
      }
      for (const int side : {0, 1}) {
        if (facts[side].size() > 150) tell(side);
      }
    }
    for (const int side : {0, 1}) tell(side);
  }
};

using Matches = std::function<bool(const Line&)>;

// Pages by number, and by the place of the row before.
void expect_pages(const Messages& on, OrganizationMessages query, std::vector<Line> expected) {
  std::sort(expected.begin(), expected.end(), [&](const Line& a, const Line& b) {
    return query.descending ? a.place() > b.place() : a.place() < b.place();
  });
  const auto expect_slice = [&](const Answer& answer, std::int64_t first) {
    const auto left = std::max<std::int64_t>(0, std::ssize(expected) - first);
    ASSERT_EQ(std::ssize(answer.lines), std::min(query.limit, left)) << first;
    for (std::size_t i = 0; i < answer.lines.size(); ++i) {
      const auto& line = expected[static_cast<std::size_t>(first) + i];
      ASSERT_EQ(answer.lines[i].place(), line.place()) << first << " + " << i;
      ASSERT_EQ(answer.lines[i].status, line.status);
    }
  };
  const auto step = std::max<std::int64_t>(7, std::ssize(expected) / 60);
  for (query.offset = 0; query.offset < std::ssize(expected) + step; query.offset += step) {
    const auto answer = on.ask(query);
    ASSERT_EQ(answer.total, std::ssize(expected));
    ASSERT_NO_FATAL_FAILURE(expect_slice(answer, query.offset));
    if (query.offset == 0 || query.offset >= std::ssize(expected)) continue;
    auto behind = query;
    const auto& last = expected[static_cast<std::size_t>(query.offset - 1)];
    behind.after = std::pair(from_millis(last.at), MessageKey{last.key});
    behind.offset = 0;
    ASSERT_NO_FATAL_FAILURE(expect_slice(on.ask(behind), query.offset));
    behind.offset = 5;
    if (query.offset + 5 < std::ssize(expected)) {
      ASSERT_NO_FATAL_FAILURE(expect_slice(on.ask(behind), query.offset + 5));
    }
  }
}

}  // namespace

TEST_P(StoreConformance, EveryPageOfAnOrganizationsMessagesIsWhereACountPutsIt) {
  const Messages on{bench};
  std::mt19937 dice(13);
  on.fill(7, 5'000, dice);
  const auto all = on.ask({.limit = 100'000}).lines;
  ASSERT_EQ(all.size(), 5'000u);

  const auto check = [&](const OrganizationMessages& query, const Matches& matches) {
    std::vector<Line> expected;
    std::copy_if(all.begin(), all.end(), std::back_inserter(expected), matches);
    for (const bool descending : {true, false}) {
      auto asked = query;
      asked.descending = descending;
      asked.limit = 20;
      EXPECT_TRUE(is_light(asked));
      ASSERT_NO_FATAL_FAILURE(expect_pages(on, asked, expected)) << "descending " << descending;
    }
  };
  const auto from = to_millis(second_of(200));
  const auto until = to_millis(second_of(420));
  const auto is_between = [&](const Line& line) { return line.at > from && line.at < until; };
  const auto contact = all[0].contact;
  const auto conversation = all[0].conversation;

  check({}, [](const Line&) { return true; });
  check({.senders = {bench.second.id}}, [&](const Line& l) { return l.sender == bench.second.id.value; });
  check({.direction = Direction::outbound}, [](const Line& l) { return l.direction == Direction::outbound; });
  check({.status = {MessageStatus::failed}}, [](const Line& l) { return l.status == MessageStatus::failed; });
  check({.status = {MessageStatus::played}}, [](const Line&) { return false; });
  check({.from = second_of(200), .until = second_of(420)}, is_between);
  check({.direction = Direction::inbound, .until = second_of(420)},
        [&](const Line& l) { return l.direction == Direction::inbound && l.at < until; });
  check({.from = second_of(420), .until = second_of(200)}, [](const Line&) { return false; });
  check({.contact = contact}, [&](const Line& l) { return l.contact == contact; });
  check({.senders = {bench.ours.id}, .contact = contact},
        [&](const Line& l) { return l.contact == contact && l.sender == bench.ours.id.value; });
  check({.conversation = conversation}, [&](const Line& l) { return l.conversation == conversation; });
  check({.direction = Direction::outbound,
         .status = {MessageStatus::failed, MessageStatus::sent},
         .contact = contact},
        [&](const Line& l) {
          const bool is_wanted = l.status == MessageStatus::failed || l.status == MessageStatus::sent;
          return l.contact == contact && l.direction == Direction::outbound && is_wanted;
        });
  check({.contact = contact, .from = second_of(200), .until = second_of(420)},
        [&](const Line& l) { return l.contact == contact && is_between(l); });
}

TEST_P(StoreConformance, WhatIsSettledInATransactionIsRankedInIt) {
  const Messages on{bench};
  std::mt19937 dice(17);
  on.fill(600, 3'000, dice);
  const OrganizationConversations closed{.organization = bench.organization,
                                         .status = {ConversationStatus::resolved},
                                         .offset = 150,
                                         .limit = 3};
  const OrganizationMessages read_ones{.organization = bench.organization,
                                       .direction = Direction::inbound,
                                       .status = {MessageStatus::read},
                                       .offset = 200,
                                       .limit = 3};
  std::vector<std::int64_t> people;
  const auto collect = [&](const Reader& from) {
    conversations(from, {.organization = bench.organization, .limit = 400},
                  [&](const ConversationRow& row) { people.push_back(row.number); });
  };
  bench.wait(bench.store().read(Weight::light, collect));
  ASSERT_EQ(people.size(), 400u);

  struct Seen {
    std::vector<std::int64_t> numbers;
    std::int64_t closed = 0, read = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> places;
    bool operator==(const Seen&) const = default;
  };
  const auto look = [&](const Reader& from) {
    Seen seen;
    seen.closed = conversations(from, closed, [&](const ConversationRow& row) {
                    seen.numbers.push_back(row.number);
                  }).total;
    const auto answer = Messages::read_from(from, read_ones);
    seen.read = answer.total;
    for (const auto& line : answer.lines) seen.places.push_back(line.place());
    return seen;
  };
  Seen within, behind;
  const auto work = [&](Transaction& in) {
    for (const auto number : people) {
      mark_read(in, bench.organization, number);
      set_status(in, bench.organization, number, ConversationStatus::resolved);
    }
    in.settle();
    for (std::size_t i = 0; i < people.size(); i += 2)
      set_status(in, bench.organization, people[i], ConversationStatus::open);
    in.settle();
    within = look(in);
  };
  bench.wait(bench.store().write(work));
  bench.wait(bench.store().read(Weight::light, [&](const Reader& from) { behind = look(from); }));
  EXPECT_EQ(within, behind);
  EXPECT_EQ(within.closed, 200);
  EXPECT_EQ(within.numbers.size(), 3u);
  EXPECT_GT(within.read, 203);
  EXPECT_EQ(within.places.size(), 3u);
}

}  // namespace parley::conformance
