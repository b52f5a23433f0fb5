// Small sets that once came out differently in another order: each is told in all its orders.

#include "store/conformance/fixture.h"

#include <algorithm>
#include <numeric>

namespace parley::conformance {
namespace {

void expect_one_state(const MakePlace& make, const std::vector<What>& facts) {
  std::vector<std::size_t> order(facts.size());
  std::iota(order.begin(), order.end(), 0);
  std::string expected;
  do {
    Bench bench(make);
    for (const auto i : order) bench.record({facts[i]});
    const auto seen = picture(bench);
    if (expected.empty()) expected = seen;
    ASSERT_EQ(seen, expected) << testing::PrintToString(order);
  } while (std::next_permutation(order.begin(), order.end()));
}

MessageFact from_us(const std::string& phone, const std::string& wamid, int seconds) {
  auto fact = text_from(phone, wamid, seconds);
  fact.direction = Direction::outbound;
  fact.origin = Origin::echo;
  return fact;
}

StatusFact failed(const std::string& participant, const std::string& errors, int seconds) {
  auto fact = status_of("wamid.1", MessageStatus::failed, seconds);
  fact.participant = participant;
  fact.errors = errors;
  return fact;
}

}  // namespace

TEST_P(StoreConformance, TheFirstFailureOfAGroupMessageIsShown) {
  expect_one_state(GetParam(), {from_us("911", "wamid.1", 1), failed("a", R"([{"code":1}])", 5),
                                failed("b", R"([{"code":2}])", 4), failed("c", R"([{"code":3}])", 6)});
}

TEST_P(StoreConformance, OfTwoFailuresOfOneSecondTheSameIsShown) {
  expect_one_state(GetParam(), {from_us("911", "wamid.1", 1), failed("", R"([{"code":2}])", 5),
                                failed("", R"([{"code":1}])", 5), failed("", R"([{"code":9}])", 6)});
}

TEST_P(StoreConformance, AnAuthorOfAGroupIsNamedByWhicheverCopySaysSo) {
  auto named = text_from("", "wamid.g", 3);
  named.peer = {.group = "group.1"};
  named.author = {.phone = "911"};
  auto unnamed = named;
  named.profile.name = "Ann";
  expect_one_state(GetParam(), {named, unnamed, text_from("911", "wamid.1", 1)});
}

TEST_P(StoreConformance, ACallToldWithTwoTimesCountsFromTheEarlier) {
  CallFact early{.id = "wacid.1", .event = "connect"};
  early.at = second_of(10);
  early.peer = {.phone = "911"};
  auto late = early;
  late.at = second_of(50);
  late.profile.name = "Ann";
  expect_one_state(GetParam(), {early, late, text_from("911", "wamid.1", 20)});
}

TEST_P(StoreConformance, ACallIsTheSameHoweverItWasTold) {
  CallFact begun{.id = "wacid.1", .event = "connect"};
  begun.at = second_of(10);
  begun.peer = {.phone = "911"};
  auto ended = begun;
  ended.event = "terminate";
  ended.at = second_of(40);
  ended.details = R"({"duration":25,"status":"COMPLETED"})";
  auto other = ended;
  other.details = R"({"duration":26})";
  expect_one_state(GetParam(), {begun, ended, other, text_from("911", "wamid.1", 20)});
}

TEST_P(StoreConformance, AnImportedMessageGoesWhereItsLiveCopyBelongs) {
  auto imported = text_from("16501", "wamid.1", 5);
  imported.origin = Origin::history;
  auto also_imported = imported;
  also_imported.wamid = "wamid.2";
  auto live = text_from("", "wamid.1", 5);
  live.peer = {.bsuid = "US.123"};
  auto known = text_from("", "wamid.0", 1);
  known.peer = {.bsuid = "US.123"};
  expect_one_state(GetParam(), {imported, also_imported, live, known});
}

// Whoever keeps what was read goes by the version: it must grow for each conversation that a fact touches.
TEST_P(StoreConformance, AConversationThatLosesAMessageHasANewVersion) {
  auto known = text_from("", "wamid.0", 1);
  known.peer = {.bsuid = "US.123"};
  auto imported = text_from("16501", "wamid.1", 5);
  imported.origin = Origin::history;
  bench.record({known, imported});
  ConversationQuery query;
  query.filter.sender = bench.ours.id;
  const auto both = numbers(bench, query);
  ASSERT_EQ(both.size(), 2U);
  const auto before = bench.wait(bench.store().version(bench.organization, both[0]));
  auto live = text_from("", "wamid.1", 5);
  live.peer = {.bsuid = "US.123"};
  bench.record({live});
  EXPECT_GT(bench.wait(bench.store().version(bench.organization, both[0])), before);
}

}  // namespace parley::conformance
