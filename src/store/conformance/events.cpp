// The event log is gapless: whatever fails beside it, an organization's lines are numbered from 1 on, each once, and
// whoever follows it sees each of them.

#include "base/problem.h"
#include "store/conformance/offices.h"

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

namespace parley::conformance {
namespace {

Task<bool> tell(Store& store, Delivery delivery) {
  const auto recorded = co_await store.record(std::move(delivery));
  co_return !recorded.repeated;
}

// A job that has written much when it fails.
Task<bool> fail(Store& store, OrganizationId organization, Delivery delivery) {
  const auto work = [&](Transaction& in) {
    in.event(organization, EventKind::notice);
    in.changed_setup();
    in.event(organization, EventKind::notice);
    throw Problem::not_found("luck");
  };
  bool failed = false;
  try {
    co_await store.write(work);
  } catch (const Problem&) {
    failed = true;
  }
  // Its last fact is about a number that the delivery does not name: the others are stored by then.
  delivery.facts->facts.push_back({.scope = 9, .raw = {}, .what = text_from("911", "wamid.never", 1)});
  try {
    co_await store.record(std::move(delivery));
    failed = false;
  } catch (const std::out_of_range&) {
  }
  co_return failed;
}

// Keeps the writer busy until everything that was started in the meantime waits for it.
Task<bool> hold(Store& store, std::latch& latch) {
  const auto work = [&latch](Transaction&) { latch.wait(); };
  co_await store.write(work);
  co_return true;
}
Task<bool> let_go(std::latch& latch) {
  latch.count_down();
  co_return true;
}

// Waits for all of them, whatever happens to one.
void expect_done(Bench& bench, std::vector<std::future<bool>> started) {
  for (auto& each : started) EXPECT_NO_THROW(EXPECT_TRUE(bench.wait(std::move(each))));
}

}  // namespace

TEST_P(StoreConformance, TheLogHasNoGapsWhateverFailsInABatch) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Offices offices(GetParam(), seed);
    Offices untroubled(GetParam(), seed);
    auto& bench = offices.bench;
    for (int wave = 0; wave < 6; ++wave) {
      std::latch latch{1};
      std::vector<std::future<bool>> started;
      started.push_back(bench.start(hold(bench.store(), latch)));
      for (int i = 0; i < 12; ++i) {
        auto [facts, number] = offices.news();
        untroubled.bench.record(facts, number);
        started.push_back(bench.start(tell(bench.store(), bench.delivery(facts, number))));
        if (wave % 2 == 0 || offices.random.pick(4) > 0) continue;
        const auto organization = offices.organizations[offices.random.pick(2)];
        auto [lost, to] = offices.news();
        started.push_back(bench.start(fail(bench.store(), organization, bench.delivery(lost, to))));
      }
      started.push_back(bench.start(let_go(latch)));
      expect_done(bench, std::move(started));
      for (const auto organization : offices.organizations) {
        EXPECT_EQ(offices.last_heard(organization), std::ssize(offices.log(organization)));
      }
      if (wave == 3) {  // the numbers go on where they were
        bench.close();
        bench.open();
      }
    }
    for (std::size_t of : {0, 1}) {
      offices.expect_gapless(offices.organizations[of]);
      EXPECT_EQ(offices.portraits(of), untroubled.portraits(of)) << "seed " << seed;
    }
    const auto failed = bench.wait(bench.store().deliveries(true, {}, 1'000));
    EXPECT_TRUE(failed.empty());
  }
}

// Whoever polls while the writer writes is handed each line once and in order.
TEST_P(StoreConformance, AReaderWhoPollsTheLogMissesNothingAndSeesNothingTwice) {
  Offices offices(GetParam(), 11);
  struct Follower {
    OrganizationId organization;
    std::int64_t limit = 0;
    std::vector<std::int64_t> seen;
  };
  std::vector<Follower> followers;
  for (const auto organization : offices.organizations) {
    for (const std::int64_t limit : {1, 7, 100}) followers.push_back({organization, limit, {}});
  }
  std::atomic<bool> over{false};
  std::thread reader([&] {
    asio::io_context context;
    const auto store = offices.bench.engine().open(context);
    for (bool last_round = false;; last_round = over) {
      std::size_t got = 0;
      for (auto& follower : followers) {
        const Sequence last{follower.seen.empty() ? 0 : follower.seen.back()};
        auto task = store->events_after(follower.organization, last, follower.limit);
        const auto events = wait_on(context, asio::co_spawn(context, std::move(task), asio::use_future));
        for (const auto& event : events) {
          follower.seen.push_back(event.sequence.value);
          if (event.sequence.value != std::ssize(follower.seen)) return;
        }
        got += events.size();
      }
      if (last_round && got == 0) return;
    }
  });
  auto& bench = offices.bench;
  for (int wave = 0; wave < 60; ++wave) {
    std::vector<std::future<bool>> started;
    for (int i = 0; i < 8; ++i) {
      auto [facts, number] = offices.news();
      auto delivery = bench.delivery(std::move(facts), number);
      const bool fails = offices.random.pick(8) == 0;
      started.push_back(bench.start(fails ? fail(bench.store(), bench.organization, std::move(delivery))
                                          : tell(bench.store(), std::move(delivery))));
    }
    expect_done(bench, std::move(started));
  }
  over = true;
  reader.join();
  for (const auto& follower : followers) {
    std::int64_t last = 0;
    for (const auto sequence : follower.seen) ASSERT_EQ(sequence, ++last);
    EXPECT_EQ(last, offices.last_heard(follower.organization));
    EXPECT_GT(last, 100);
  }
}

}  // namespace parley::conformance
