// Requests that wait together are asked together, and each gets its own answer.

#include "store/conformance/fixture.h"
#include "store/postgres/testing.h"

#include <gtest/gtest.h>

#include <map>

namespace parley::postgres {
namespace {

using conformance::text_from;

struct Seen {
  bool is_there = false;
  std::string phone;
};

Task<Seen> read_one(Store& store, OrganizationId organization, SenderId sender, std::int64_t number) {
  Seen seen;
  const auto take = [&](const ConversationRow& row) { seen.phone = row.contact_phone; };
  seen.is_there = co_await store.conversation(organization, sender, number, take);
  co_return seen;
}

TEST(TogetherTest, EachGetsItsOwnAnswer) {
  conformance::Bench bench(postgres_place);
  std::vector<What> facts;
  for (int i = 0; i < 40; ++i)
    facts.emplace_back(text_from("49" + std::to_string(1'000 + i), "w" + std::to_string(i), i));
  bench.record(facts);
  std::map<std::int64_t, std::string> phones;
  const auto collect = [&](const ConversationRow& row) { phones[row.number] = row.contact_phone; };
  ConversationQuery query;
  query.filter.organization = bench.organization;
  query.filter.sender = bench.ours.id;
  bench.wait(bench.store().conversations(query, collect));
  ASSERT_EQ(phones.size(), 40);

  for (int round = 0; round < 3; ++round) {
    std::vector<std::pair<std::string, std::future<Seen>>> all;
    for (const auto& [number, phone] : phones) {
      const auto ask = [&](SenderId sender, std::int64_t of, const std::string& wanted) {
        all.emplace_back(wanted, bench.start(read_one(bench.store(), bench.organization, sender, of)));
      };
      ask(bench.ours.id, number, phone);
      ask(bench.second.id, number, "");
      ask(bench.ours.id, number, phone);
      ask(bench.ours.id, -number, "");
    }
    for (auto& [wanted, future] : all) {
      const auto seen = bench.wait(std::move(future));
      EXPECT_EQ(seen.is_there, !wanted.empty());
      EXPECT_EQ(seen.phone, wanted);
    }
  }
}

TEST(TogetherTest, WhoAsksBehindAChangeSeesIt) {
  conformance::Bench bench(postgres_place);
  bench.record({text_from("491", "w0", 0)});
  const auto number =
      conformance::numbers(bench, {.filter = {.organization = bench.organization, .sender = bench.ours.id}})
          .at(0);
  for (int i = 1; i <= 20; ++i) {
    bench.record({text_from("491", "w" + std::to_string(i), i)});
    std::vector<std::int64_t> totals;
    const auto read = [&]() -> Task<> {
      const auto take = [&](const ConversationRow& row) { totals.push_back(row.total_messages); };
      co_await bench.store().conversation(bench.organization, bench.ours.id, number, take);
    };
    std::vector<std::future<void>> all;
    for (int times = 0; times < 8; ++times) all.push_back(bench.start(read()));
    for (auto& one : all) bench.wait(std::move(one));
    EXPECT_EQ(totals, std::vector<std::int64_t>(8, i + 1));
  }
}

}  // namespace
}  // namespace parley::postgres
