#pragma once
// How the tests of conversations and messages across numbers ask and change.

#include "store/conformance/fixture.h"
#include "store/conversations.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace parley::conformance {

// What a row of the list says, to keep.
struct SeenConversation {
  std::int64_t number = 0, sender = 0, last_at = 0, unread = 0, total = 0, contact = 0, assignee = 0;
  ConversationStatus status = ConversationStatus::open;
  bool archived = false;
  bool operator==(const SeenConversation&) const = default;
  [[nodiscard]] auto place() const { return std::pair(last_at, number); }
};

struct Conversations {
  Bench& bench;

  std::pair<std::vector<SeenConversation>, std::int64_t> list(OrganizationConversations query) {
    query.organization = bench.organization;
    std::vector<SeenConversation> rows;
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
  std::vector<SeenConversation> all() {
    OrganizationConversations query;
    query.status = {ConversationStatus::open, ConversationStatus::pending, ConversationStatus::resolved,
                    ConversationStatus::blocked, ConversationStatus::deleted};
    query.limit = 100'000;
    return list(query).first;
  }
  SeenConversation one(std::int64_t number) {
    const auto rows = all();
    const auto at =
        std::find_if(rows.begin(), rows.end(), [&](const SeenConversation& t) { return t.number == number; });
    return at == rows.end() ? SeenConversation{} : *at;
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

}  // namespace parley::conformance
