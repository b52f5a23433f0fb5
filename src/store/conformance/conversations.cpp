// Conversations and messages across numbers, and what is done to them, beside a model that is plain lists.

#include "store/conversations.h"

#include "base/problem.h"
#include "store/conformance/fixture.h"

#include <algorithm>
#include <map>
#include <random>

namespace parley::conformance {
namespace {

struct Told {
  std::int64_t number = 0, sender = 0, last_at = 0, unread = 0, total = 0, contact = 0, assignee = 0;
  ConversationStatus status = ConversationStatus::open;
  bool archived = false;
  bool operator==(const Told&) const = default;
  [[nodiscard]] auto place() const { return std::pair(last_at, number); }
};

struct Conversations {
  Bench& bench;

  std::pair<std::vector<Told>, std::int64_t> list(OrganizationConversations query) {
    query.organization = bench.organization;
    std::vector<Told> rows;
    const auto take = [&](const ConversationRow& row) {
      rows.push_back({.number = row.number,
                      .sender = row.sender.value,
                      .last_at = row.last_message_at ? to_millis(*row.last_message_at) : 0,
                      .unread = row.unread_count,
                      .total = row.total_messages,
                      .contact = row.contact,
                      .assignee = row.assignee.value,
                      .status = row.status,
                      .archived = row.archived});
    };
    std::int64_t total = 0;
    const auto read = [&](const Reader& from) { total = conversations(from, query, take).total; };
    bench.wait(bench.store().read(is_light(query) ? Weight::light : Weight::heavy, read));
    return {rows, total};
  }
  std::vector<Told> all() {
    OrganizationConversations query;
    query.status = {ConversationStatus::open, ConversationStatus::pending, ConversationStatus::resolved,
                    ConversationStatus::blocked, ConversationStatus::deleted};
    query.limit = 100'000;
    return list(query).first;
  }
  Told one(std::int64_t number) {
    const auto rows = all();
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const Told& t) { return t.number == number; });
    return at == rows.end() ? Told{} : *at;
  }

  template <class Work>
  auto make(Work work) {
    decltype(work(std::declval<Transaction&>())) result{};
    const auto run = [&](Transaction& in) { result = work(in); };
    bench.wait(bench.store().write(run));
    return result;
  }
  bool status(std::int64_t number, ConversationStatus to) {
    return make([&](Transaction& in) { return set_status(in, bench.organization, number, to); });
  }
  std::int64_t events() {
    return static_cast<std::int64_t>(
        bench.wait(bench.store().events_after(bench.organization, {0}, 100'000)).size());
  }

  // People who write to one of the two numbers or to both, in any order.
  void fill(int people, int messages, std::mt19937& dice) {
    std::vector<What> facts[2];
    for (int i = 0; i < messages; ++i) {
      const int who = i < people ? i : static_cast<int>(dice() % people);
      const int to = dice() % 3 == 0 ? 1 : 0;
      auto fact = text_from("9180" + std::to_string(1'000'000 + who), "wamid." + std::to_string(i),
                            static_cast<int>(dice() % 5000));
      if (dice() % 3 == 0) {
        fact.direction = Direction::outbound;
        fact.origin = Origin::echo;
      }
      facts[to].emplace_back(fact);
      if (facts[to].size() > 200) bench.record(std::exchange(facts[to], {}), to == 1 ? "1002" : "1001");
    }
    bench.record(std::move(facts[0]), "1001");
    bench.record(std::move(facts[1]), "1002");
  }
};

void expect_walks(
    const std::vector<Told>& expected, OrganizationConversations query,
    const std::function<std::pair<std::vector<Told>, std::int64_t>(OrganizationConversations)>& list) {
  for (const std::int64_t limit : {1, 7, 50}) {
    query.limit = limit;
    query.after.reset();
    const std::int64_t step = limit == 1 ? 97 : limit;
    for (query.offset = 0; query.offset < std::ssize(expected) + step; query.offset += step) {
      const auto [rows, total] = list(query);
      ASSERT_EQ(total, std::ssize(expected));
      const auto first = std::min(query.offset, std::ssize(expected));
      const auto last = std::min(first + limit, std::ssize(expected));
      ASSERT_EQ(rows, std::vector(expected.begin() + first, expected.begin() + last)) << query.offset;
    }
    query.offset = 0;
    std::vector<Told> walked;
    for (;;) {
      const auto [rows, total] = list(query);
      ASSERT_EQ(total, std::ssize(expected));
      walked.insert(walked.end(), rows.begin(), rows.end());
      if (std::ssize(rows) < limit || walked.size() > expected.size()) break;
      query.after = ConversationPlace{rows.back().last_at, rows.back().number};
    }
    ASSERT_EQ(walked, expected) << "limit " << limit;
  }
}

}  // namespace

TEST_P(StoreConformance, ConversationsOfAllNumbersAreListedAsAModelSortsThem) {
  Conversations on{bench};
  std::mt19937 dice(3);
  on.fill(1'500, 4'000, dice);
  auto model = on.all();
  ASSERT_GT(model.size(), 1'800u);
  std::sort(model.begin(), model.end(), [](const Told& a, const Told& b) { return a.place() > b.place(); });
  ASSERT_EQ(on.all(), model);
  // Some are closed, deleted, archived.
  for (std::size_t i = 0; i < model.size(); i += 5) {
    const auto to = static_cast<ConversationStatus>(1 + dice() % 4);
    EXPECT_TRUE(on.status(model[i].number, to));
    model[i].status = to;
  }
  ASSERT_EQ(on.all(), model);

  const auto ask = [&](const OrganizationConversations& query) { return on.list(query); };
  const std::vector<std::vector<SenderId>> senders{{}, {bench.ours.id}, {bench.second.id}};
  const std::vector<std::vector<ConversationStatus>> statuses{
      {}, {ConversationStatus::open}, {ConversationStatus::resolved, ConversationStatus::deleted}};
  for (const auto& of : senders) {
    for (const auto& wanted : statuses) {
      for (const bool descending : {true, false}) {
        OrganizationConversations query;
        query.senders = of;
        query.status = wanted;
        query.descending = descending;
        std::vector<Told> expected;
        std::copy_if(model.begin(), model.end(), std::back_inserter(expected), [&](const Told& told) {
          if (!of.empty() && told.sender != of[0].value) return false;
          if (wanted.empty()) return told.status != ConversationStatus::deleted;
          return std::find(wanted.begin(), wanted.end(), told.status) != wanted.end();
        });
        if (!descending) std::reverse(expected.begin(), expected.end());
        ASSERT_NO_FATAL_FAILURE(expect_walks(expected, query, ask));
      }
    }
  }
}

TEST_P(StoreConformance, ConversationsAreFoundByContact) {
  Conversations on{bench};
  std::mt19937 dice(5);
  on.fill(40, 300, dice);
  const auto model = on.all();
  for (const auto& told : model) {
    OrganizationConversations query;
    query.contact = told.contact;
    const auto [rows, total] = on.list(query);
    const auto same =
        std::count_if(model.begin(), model.end(), [&](const Told& t) { return t.contact == told.contact; });
    EXPECT_EQ(total, same);
    EXPECT_TRUE(
        std::all_of(rows.begin(), rows.end(), [&](const Told& t) { return t.contact == told.contact; }));
    bool found = false;
    const auto read = [&](const Reader& from) {
      found = conversation(from, bench.organization, told.number, [&](const ConversationRow& row) {
        EXPECT_EQ(row.contact, told.contact);
        EXPECT_EQ(row.sender_phone, row.sender == bench.ours.id ? bench.ours.phone : bench.second.phone);
      });
    };
    bench.wait(bench.store().read(Weight::light, read));
    EXPECT_TRUE(found);
  }
  OrganizationConversations nobody;
  nobody.contact = 4711;
  EXPECT_EQ(on.list(nobody).second, 0);
}

TEST_P(StoreConformance, MessagesAreReadAcrossNumbersAndFromAnyPlace) {
  Conversations on{bench};
  std::mt19937 dice(9);
  on.fill(60, 900, dice);
  struct Line {
    Timestamp at;
    std::int64_t key = 0, conversation = 0, sender = 0;
    Direction direction = Direction::inbound;
    std::string wamid;
  };
  const auto ask = [&](OrganizationMessages query) {
    query.organization = bench.organization;
    std::vector<Line> lines;
    const auto take = [&](const MessageRow& row, const FoundMessage& found) {
      lines.push_back({row.at, row.key.value, found.conversation, found.sender.value, row.direction,
                       std::string(row.wamid)});
    };
    std::int64_t total = 0;
    const auto read = [&](const Reader& from) { total = messages(from, query, take).total; };
    bench.wait(bench.store().read(is_light(query) ? Weight::light : Weight::heavy, read));
    return std::pair(lines, total);
  };
  OrganizationMessages whole;
  whole.limit = 10'000;
  const auto model = ask(whole).first;
  ASSERT_EQ(model.size(), 900u);
  ASSERT_TRUE(std::is_sorted(model.begin(), model.end(), [](const Line& a, const Line& b) {
    return std::pair(a.at, a.key) > std::pair(b.at, b.key);
  }));

  const auto check = [&](OrganizationMessages query, const auto& matches) {
    std::vector<std::int64_t> expected;
    for (const auto& line : model) {
      if (matches(line)) expected.push_back(line.key);
    }
    for (const bool descending : {true, false}) {
      query.descending = descending;
      query.limit = 7;
      query.after.reset();
      std::vector<std::int64_t> walked, paged;
      for (query.offset = 0; query.offset < std::ssize(expected) + 7; query.offset += 7) {
        const auto [lines, total] = ask(query);
        ASSERT_EQ(total, std::ssize(expected));
        for (const auto& line : lines) paged.push_back(line.key);
      }
      query.offset = 0;
      for (;;) {
        const auto lines = ask(query).first;
        for (const auto& line : lines) walked.push_back(line.key);
        if (lines.size() < 7) break;
        query.after = std::pair(lines.back().at, MessageKey{lines.back().key});
      }
      ASSERT_EQ(paged, expected);
      ASSERT_EQ(walked, expected);
      std::reverse(expected.begin(), expected.end());
    }
  };
  check({}, [](const Line&) { return true; });
  OrganizationMessages query;
  query.senders = {bench.second.id};
  check(query, [&](const Line& line) { return line.sender == bench.second.id.value; });
  query = {};
  query.direction = Direction::outbound;
  check(query, [](const Line& line) { return line.direction == Direction::outbound; });
  query = {};
  query.from = second_of(1'000);
  query.until = second_of(3'000);
  check(query, [](const Line& line) { return line.at > second_of(1'000) && line.at < second_of(3'000); });
  query = {};
  query.conversation = model[17].conversation;
  check(query, [&](const Line& line) { return line.conversation == model[17].conversation; });

  // By id, and from each place in its conversation.
  for (std::size_t i = 0; i < model.size(); i += 31) {
    bool found = false;
    const auto read = [&](const Reader& from) {
      found = message(from, bench.organization, {model[i].key},
                      [&](const MessageRow& row, const FoundMessage& home) {
                        EXPECT_EQ(row.wamid, model[i].wamid);
                        EXPECT_EQ(home.conversation, model[i].conversation);
                      });
      const auto& sender = model[i].sender == bench.ours.id.value ? bench.ours : bench.second;
      EXPECT_EQ(message_of_wamid(from, sender, model[i].wamid), MessageKey{model[i].key});
      EXPECT_FALSE(message_of_wamid(from, sender, "wamid.unknown"));
      EXPECT_FALSE(message(from, {99}, {model[i].key}, [](const MessageRow&, const FoundMessage&) {}));

      ConversationMessages of{.organization = bench.organization, .conversation = model[i].conversation};
      of.limit = 1'000;
      std::vector<MessagePlace> places;
      const auto take = [&](const MessageRow& row) { places.push_back({row.at, std::string(row.wamid)}); };
      ASSERT_TRUE(messages(from, of, take));
      const auto down = std::exchange(places, {});
      of.descending = false;
      ASSERT_TRUE(messages(from, of, take));
      const auto up = std::exchange(places, {});
      ASSERT_TRUE(
          std::equal(down.begin(), down.end(), up.rbegin(), up.rend(),
                     [](const MessagePlace& a, const MessagePlace& b) { return a.wamid == b.wamid; }));
      for (std::size_t at = 0; at < down.size(); ++at) {
        of.descending = true;
        of.after = down[at];
        ASSERT_TRUE(messages(from, of, take));
        ASSERT_EQ(std::exchange(places, {}).size(), down.size() - at - 1);
        of.descending = false;
        ASSERT_TRUE(messages(from, of, take));
        ASSERT_EQ(std::exchange(places, {}).size(), at);
      }
    };
    bench.wait(bench.store().read(Weight::light, read));
    EXPECT_TRUE(found);
  }
}

TEST_P(StoreConformance, ClosedConversationsAreOpenedByWhatIsWrittenLaterOnly) {
  Conversations on{bench};
  bench.record({text_from("918001", "wamid.1", 10)});
  const auto number = on.all().at(0).number;
  for (const auto closed : {ConversationStatus::resolved, ConversationStatus::deleted}) {
    const auto before = on.events();
    EXPECT_TRUE(on.status(number, closed));
    EXPECT_FALSE(on.status(number, closed));
    EXPECT_EQ(on.events(), before + 1);
    bench.record({text_from("918001", "wamid.late" + std::to_string(static_cast<int>(closed)), 11)});
    EXPECT_EQ(on.one(number).status, closed);
    auto ours = text_from("918001", "wamid.echo" + std::to_string(static_cast<int>(closed)), 200'000'000);
    ours.direction = Direction::outbound;
    ours.origin = Origin::echo;
    ours.from_user = false;
    bench.record({ours});
    EXPECT_EQ(on.one(number).status, closed);
    bench.record({text_from("918001", "wamid.new" + std::to_string(static_cast<int>(closed)), 100'000'000)});
    EXPECT_EQ(on.one(number).status, ConversationStatus::open);
  }
}

TEST_P(StoreConformance, DeletedConversationsAreHidden) {
  Conversations on{bench};
  bench.record({text_from("918001", "wamid.1", 10), text_from("918002", "wamid.2", 11)});
  const auto gone = on.all().at(1).number;
  on.status(gone, ConversationStatus::deleted);
  EXPECT_EQ(on.list({}).second, 1);
  ConversationQuery query;
  query.filter = {.organization = bench.organization, .sender = bench.ours.id};
  EXPECT_EQ(numbers(bench, query).size(), 1u);
  EXPECT_FALSE(bench.wait(
      bench.store().conversation(bench.organization, bench.ours.id, gone, [](const ConversationRow&) {})));
  MessageQuery messages{.organization = bench.organization, .sender = bench.ours.id, .conversation = gone};
  EXPECT_FALSE(bench.wait(bench.store().messages(messages, [](const MessageRow&) {})));
}

TEST_P(StoreConformance, ConversationsAreReadUpToAMessage) {
  Conversations on{bench};
  std::vector<What> facts;
  facts.reserve(700);
  for (int i = 0; i < 700; ++i)
    facts.emplace_back(text_from("918001", "wamid." + std::to_string(1'000 + i), i / 2));
  bench.record(std::move(facts));
  const auto number = on.all().at(0).number;
  std::optional<MessageKey> middle;
  const auto read = [&](const Reader& from) { middle = message_of_wamid(from, bench.ours, "wamid.1350"); };
  bench.wait(bench.store().read(Weight::light, read));
  const auto up_to = [&](std::optional<MessageKey> key) {
    return on.make([&](Transaction& in) { return mark_read(in, bench.organization, number, key); });
  };
  EXPECT_TRUE(up_to(middle));
  EXPECT_EQ(on.one(number).unread, 700 - 351);
  EXPECT_FALSE(up_to(middle));
  EXPECT_TRUE(up_to({}));
  EXPECT_EQ(on.one(number).unread, 0);
  MessageQuery query{.organization = bench.organization, .sender = bench.ours.id, .conversation = number};
  query.status = {MessageStatus::read};
  EXPECT_EQ(bench.wait(bench.store().messages(query, [](const MessageRow&) {}))->total, 700);
  // The same webhook once more changes nothing of it.
  bench.record({text_from("918001", "wamid.1350", 175)});
  EXPECT_EQ(on.one(number).unread, 0);
}

TEST_P(StoreConformance, VerbsRefuseWhatIsNotThere) {
  Conversations on{bench};
  bench.record({text_from("918001", "wamid.1", 10)});
  const auto number = on.all().at(0).number;
  const auto before = on.events();
  const auto refused = [&](auto work) {
    try {
      on.make(work);
    } catch (const Problem& problem) {
      return problem.subject();
    }
    return std::string("nothing");
  };
  const auto organization = bench.organization;
  EXPECT_EQ(
      refused([&](Transaction& in) { return set_status(in, organization, 4711, ConversationStatus::open); }),
      "conversation");
  EXPECT_EQ(refused([&](Transaction& in) { return assign(in, organization, number, MemberId{4711}); }),
            "member");
  EXPECT_EQ(refused([&](Transaction& in) { return mark_read(in, organization, number, MessageKey{4711}); }),
            "message");
  EXPECT_EQ(refused([&](Transaction& in) { return set_archived(in, {99}, number, true); }), "conversation");
  EXPECT_EQ(on.events(), before);
  EXPECT_TRUE(on.make([&](Transaction& in) { return set_archived(in, organization, number, true); }));
  EXPECT_TRUE(on.one(number).archived);
}

}  // namespace parley::conformance
