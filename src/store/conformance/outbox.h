#pragma once
// How the tests of what is sent ask and act.

#include "store/conformance/conversations.h"
#include "store/outbox.h"

#include <map>
#include <string>
#include <vector>

namespace parley::conformance {

inline Draft text_draft(const std::string& to, const std::string& text) {
  Draft draft{.type = "text", .object = R"({"body":")" + text + R"("})"};
  draft.content.type = "text";
  draft.content.text = text;
  draft.to.phone = to;
  draft.input = "+" + to;
  return draft;
}

inline Attempt acceptance(const std::string& wamid) {
  Attempt attempt{.outcome = AttemptOutcome::accepted};
  attempt.wamid = wamid;
  return attempt;
}

// What a reader sees of one message.
struct SeenMessage {
  std::int64_t key = 0;
  std::string wamid, text, error;
  MessageStatus status = MessageStatus::pending;
};

struct Outbox {
  Bench& bench;
  Conversations on{bench};

  template <class Work>
  auto make(Work work) {
    return on.make(work);
  }
  template <class Work>
  void act(Work work) {
    on.make([&](Transaction& in) {
      work(in);
      return 0;
    });
  }

  Enqueued enqueue(const std::string& to, const std::string& text) {
    return make([&](Transaction& in) { return parley::enqueue(in, bench.ours, text_draft(to, text)); });
  }
  std::vector<Lease> lease(std::int64_t most = 100, std::int64_t per_second = 1'000'000,
                           std::chrono::milliseconds time = std::chrono::seconds{30}) {
    const LeaseTerms terms{.most = most, .until = bench.now() + time, .pace = parley::per_second(per_second)};
    return make([&](Transaction& in) { return parley::lease(in, bench.ours, terms); });
  }
  void accepted(const Lease& lease, const std::string& wamid) {
    act([&](Transaction& in) { parley::accepted(in, bench.ours, lease, acceptance(wamid)); });
  }
  void put_off(const Lease& lease, std::chrono::milliseconds time) {
    act([&](Transaction& in) { parley::put_off(in, bench.ours, lease, bench.now() + time, "[]"); });
  }
  void failed(const Lease& lease) {
    act([&](Transaction& in) { parley::failed(in, bench.ours, lease, R"([{"code":131026}])"); });
  }
  void unknown(const Lease& lease) {
    act([&](Transaction& in) {
      became_unknown(in, bench.ours, lease, bench.now() + std::chrono::hours{24});
    });
  }
  int expire() {
    return make([&](Transaction& in) {
      return parley::expire(in, bench.ours, bench.now() + std::chrono::hours{24}, R"([{"code":-1}])");
    });
  }
  // A status as Meta tells it of what went out with that lease.
  void told(const Lease& lease, const std::string& wamid, MessageStatus status, int seconds) {
    bench.record({tagged(lease, wamid, status, seconds)});
  }
  static StatusFact tagged(const Lease& lease, const std::string& wamid, MessageStatus status, int seconds) {
    auto fact = status_of(wamid, status, seconds);
    fact.callback_data = callback_data_with(lease.tag, "");
    return fact;
  }

  Sending sending() {
    std::vector<Sending> all;
    const auto read = [&](const Reader& from) { all = parley::sending(from, bench.organization, false); };
    bench.wait(bench.store().read(Weight::light, read));
    return all.empty() ? Sending{} : all.at(0);
  }
  std::optional<Waiting> waiting(MessageKey key) {
    std::optional<Waiting> found;
    const auto read = [&](const Reader& from) { found = parley::waiting(from, bench.organization, key); };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  }
  // In the order of the conversation.
  std::vector<SeenMessage> messages(std::int64_t conversation) {
    std::vector<SeenMessage> seen;
    const auto take = [&](const MessageRow& row) {
      seen.push_back({.key = row.key.value,
                      .wamid = std::string(row.wamid),
                      .text = std::string(row.text),
                      .error = std::string(row.error),
                      .status = row.status});
    };
    const auto page = bench.wait(bench.store().messages({.organization = bench.organization,
                                                         .sender = bench.ours.id,
                                                         .conversation = conversation,
                                                         .descending = false,
                                                         .limit = 10'000},
                                                        take));
    if (page) EXPECT_EQ(page->total, std::ssize(seen));
    return seen;
  }
  // By the id that a client keeps.
  std::optional<SeenMessage> one(MessageKey key) {
    std::optional<SeenMessage> seen;
    const auto take = [&](const MessageRow& row, const FoundMessage&) {
      seen = {.key = row.key.value,
              .wamid = std::string(row.wamid),
              .text = std::string(row.text),
              .error = std::string(row.error),
              .status = row.status};
    };
    const auto read = [&](const Reader& from) { message(from, bench.organization, key, take); };
    bench.wait(bench.store().read(Weight::light, read));
    return seen;
  }
  std::optional<MessageKey> by_wamid(const std::string& wamid) {
    std::optional<MessageKey> key;
    const auto read = [&](const Reader& from) { key = message_of_wamid(from, bench.ours, wamid); };
    bench.wait(bench.store().read(Weight::light, read));
    return key;
  }
};

}  // namespace parley::conformance
