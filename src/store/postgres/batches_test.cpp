// What waits together is written together: with the same outcome as one after the other.

#include "base/problem.h"
#include "store/conformance/fixture.h"
#include "store/postgres/testing.h"
#include "store/sql/answers.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <charconv>
#include <thread>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;
using conformance::status_of;
using conformance::text_from;

constexpr sql::Query last_event{"SELECT last_event FROM organization WHERE id = $1"};
constexpr sql::Query rename{"UPDATE organization SET description = $2 WHERE id = $1"};

// Another one who has locked an organization's row.
class Holder {
 public:
  Holder(const std::string& store, OrganizationId organization) : db_(PQconnectdb(store.c_str())) {
    run("BEGIN");
    run("SELECT 1 FROM organization WHERE id = " + std::to_string(organization.value) + " FOR UPDATE");
  }
  ~Holder() { PQfinish(db_); }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

 private:
  void run(const std::string& text) { PQclear(PQexec(db_, text.c_str())); }

  PGconn* db_;
};

class Batches : public testing::Test {
 protected:
  [[nodiscard]] bool is_held_up() const {
    return ask(place_.store,
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
               "AND wait_event_type = 'Lock'") != "0";
  }
  static double metric(conformance::Bench& bench, std::string_view name) {
    const auto text = bench.engine().metrics();
    const auto at = text.find('\n' + std::string(name) + ' ') + name.size() + 2;
    double value = 0;
    std::from_chars(text.data() + at, text.data() + text.size(), value);
    return value;
  }
  // Lets all of them wait until they are one batch.
  void record_together(conformance::Bench& bench, std::vector<Delivery> deliveries) {
    std::vector<std::future<Recorded>> all;
    {
      const Holder holder(place_.store, bench.organization);
      all.push_back(bench.start(bench.store().record(bench.delivery({text_from("499", "plug", 0)}, "1001"))));
      bench.wait(bench.store().organizations());
      while (!is_held_up()) std::this_thread::sleep_for(1ms);
      for (auto& one : deliveries) all.push_back(bench.start(bench.store().record(std::move(one))));
      bench.wait(bench.store().organizations());
    }
    for (auto& one : all) bench.wait(std::move(one));
  }

  conformance::Place place_ = postgres_place();
};

std::vector<Delivery> conversation(conformance::Bench& bench) {
  auto named = text_from("4930", "w3", 30, "with a name");
  named.profile.name = "Zoë";
  auto renamed = text_from("4930", "w4", 40, "with another");
  renamed.profile.name = "Zoe";
  auto answer = text_from("4930", "w5", 50, "an answer");
  answer.direction = Direction::outbound;
  answer.origin = Origin::echo;
  auto with_id = text_from("4931", "w6", 60, "and an id");
  with_id.peer.bsuid = "DE.1";
  auto by_id = text_from("", "w7", 70, "by the id");
  by_id.peer.bsuid = "DE.1";
  std::vector<Delivery> all;
  const auto add = [&](std::vector<What> facts) { all.push_back(bench.delivery(std::move(facts), "1001")); };
  add({text_from("4930", "w1", 10)});
  add({text_from("4930", "w2", 20)});
  add({status_of("w5", MessageStatus::delivered, 55)});
  add({named});
  add({renamed});
  add({answer});
  add({status_of("w5", MessageStatus::read, 56)});
  add({text_from("4930", "w1", 10)});
  add({with_id});
  add({by_id});
  add({text_from("4932", "w8", 80), text_from("4932", "w9", 90)});
  auto unknown = bench.delivery({text_from("4933", "w10", 100)}, "9999");
  all.push_back(unknown);
  auto again = all[1];
  all.push_back(again);
  return all;
}

TEST_F(Batches, ComeToTheSameAsOneAfterTheOther) {
  conformance::Bench together([this] { return place_; });
  const auto before = metric(together, "parley_store_batches_total");
  record_together(together, conversation(together));
  EXPECT_EQ(metric(together, "parley_store_batches_total"), before + 2);

  conformance::Bench alone(postgres_place);
  alone.wait(alone.store().record(alone.delivery({text_from("499", "plug", 0)}, "1001")));
  for (auto& one : conversation(alone)) alone.wait(alone.store().record(std::move(one)));
  EXPECT_EQ(conformance::picture(together), conformance::picture(alone));
}

TEST_F(Batches, LoseNothingToOneThatFails) {
  conformance::Bench together([this] { return place_; });
  auto deliveries = conversation(together);
  std::vector<std::future<Recorded>> all;
  std::future<void> failing;
  const auto fail = [&](Transaction& in) {
    in.db.run(rename, together.organization.value, "never");
    throw Problem(Problem::Kind::conflict, "name", "it is taken");
  };
  {
    const Holder holder(place_.store, together.organization);
    all.push_back(
        together.start(together.store().record(together.delivery({text_from("499", "plug", 0)}, "1001"))));
    together.wait(together.store().organizations());
    while (!is_held_up()) std::this_thread::sleep_for(1ms);
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
      if (i == 4) failing = together.start(together.store().write(fail));
      all.push_back(together.start(together.store().record(std::move(deliveries[i]))));
    }
    together.wait(together.store().organizations());
  }
  for (auto& one : all) together.wait(std::move(one));
  EXPECT_THROW(together.wait(std::move(failing)), Problem);

  conformance::Bench alone(postgres_place);
  alone.wait(alone.store().record(alone.delivery({text_from("499", "plug", 0)}, "1001")));
  for (auto& one : conversation(alone)) alone.wait(alone.store().record(std::move(one)));
  EXPECT_EQ(conformance::picture(together), conformance::picture(alone));
  EXPECT_EQ(ask(place_.store, "SELECT count(*) FROM organization WHERE description = 'never'"), "0");
}

// A transaction that has locked the later of two organizations and finds the earlier one locked starts over, and waits.
TEST_F(Batches, WaitForWhomTheyMetOutOfOrder) {
  conformance::Bench bench([this] { return place_; });
  const auto later = bench.wait(bench.store().add_organization("Later")).id;
  const auto touch = [&](Transaction& in) {
    sql::first_integer(in.db, last_event, later.value);
    in.db.run(rename, bench.organization.value, "met");
    sql::first_integer(in.db, last_event, bench.organization.value);
  };
  std::future<void> touching;
  {
    const Holder holder(place_.store, bench.organization);
    touching = bench.start(bench.store().write(touch));
    bench.wait(bench.store().organizations());
    std::this_thread::sleep_for(1s);
    EXPECT_TRUE(is_held_up());
  }
  bench.wait(std::move(touching));
  EXPECT_EQ(ask(place_.store, "SELECT count(*) FROM organization WHERE description = 'met'"), "1");
}

}  // namespace
}  // namespace parley::postgres
