// Steps of a schema that are taken while others read and write.

#include "store/postgres/migrate.h"

#include "base/problem.h"
#include "store/postgres/process_testing.h"
#include "store/postgres/spelling.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <regex>
#include <thread>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;
using conformance::text_from;

constexpr std::string_view add_column = R"sql(
ALTER TABLE message ADD COLUMN extra {int} NOT NULL DEFAULT 0;
CREATE TABLE newer (organization {int} NOT NULL, id {int} NOT NULL, PRIMARY KEY (organization, id)) {strict};
)sql";
constexpr std::string_view fill = "UPDATE message SET extra = 1;";
constexpr std::string_view add_index = "CREATE INDEX message_extra ON message (organization, extra);";

void take_time(sql::Connection& db) { db.execute("SELECT pg_sleep(1)"); }

class Migrating : public testing::Test {
 protected:
  void SetUp() override {
    Process process(place_.store);
    organization_ = process.wait(process.store().add_organization("Acme")).id;
    process.wait(process.store().add_sender(
        {.organization = organization_, .phone_number_id = "1001", .phone = "15550001"}));
    for (int i = 0; i < 20; ++i) record(process, i);
    for (const auto& step : sql::schema_steps()) steps_.push_back(step);
  }
  void TearDown() override {
    ask_store("DELETE FROM schema_version WHERE version > " + std::to_string(sql::schema_steps().size()));
    ask_store("DROP TABLE IF EXISTS newer");
    ask_store("DROP INDEX IF EXISTS message_extra");
    ask_store("ALTER TABLE message DROP COLUMN IF EXISTS extra");
  }
  std::string ask_store(const std::string& statement) { return ask(place_.store, statement); }
  static void record(Process& process, int i) {
    const auto wamid = "wamid." + std::to_string(i);
    process.wait(
        process.store().record(process.delivery("body " + wamid, {text_from("919000000001", wamid, i)})));
  }
  // Reads over and over until it is told to end; the longest that a read took.
  std::chrono::milliseconds read_until(const std::atomic<bool>& is_over) {
    Process reader(place_.store);
    std::chrono::milliseconds longest{0};
    is_reading_ = true;
    while (!is_over) {
      const auto start = std::chrono::steady_clock::now();
      const auto senders = reader.wait(reader.store().senders(organization_));
      ConversationQuery query;
      query.filter = {.organization = organization_, .sender = senders->front().id};
      std::int64_t number = 0;
      const auto take = [&number](const ConversationRow& row) { number = row.number; };
      EXPECT_EQ(reader.wait(reader.store().conversations(query, take)).total, 1);
      MessageQuery pages{
          .organization = organization_, .sender = senders->front().id, .conversation = number};
      const auto ignore = [](const MessageRow&) {};
      EXPECT_TRUE(reader.wait(reader.store().messages(pages, ignore)).has_value());
      longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - start));
    }
    return longest;
  }

  conformance::Place place_ = postgres_place();
  OrganizationId organization_;
  std::vector<sql::SchemaStep> steps_;
  std::atomic<bool> is_reading_{false};
};

TEST_F(Migrating, LetsReadersGoOnAlthoughSomebodyHoldsTheTableForLong) {
  steps_.push_back({.text = add_column});
  steps_.push_back({.text = fill, .then = take_time});
  steps_.push_back({.text = add_index, .is_online = true});
  Process older(place_.store);
  record(older, 100);

  std::atomic<bool> is_over{false};
  auto reading = std::async(std::launch::async, [&] { return read_until(is_over); });
  auto holding = std::async(std::launch::async, [&] {
    ask_store("BEGIN; SELECT count(*) FROM message; SELECT pg_sleep(4); COMMIT");
  });
  while (!is_reading_) std::this_thread::sleep_for(5ms);
  std::this_thread::sleep_for(200ms);
  const auto start = std::chrono::steady_clock::now();
  migrate({.address = place_.store}, steps_);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 3s) << "the table was not held";
  holding.get();
  is_over = true;
  EXPECT_LT(reading.get(), 2s);

  EXPECT_EQ(ask_store("SELECT count(*) FROM message WHERE extra = 1"), "21");
  EXPECT_EQ(ask_store("SELECT indisvalid FROM pg_index WHERE indexrelid = 'message_extra'::regclass"), "t");
  EXPECT_EQ(ask_store("SELECT max(version) FROM schema_version"), std::to_string(steps_.size()));
  // It reads what it read before, but what it would write is not of this schema.
  EXPECT_EQ(older.wait(older.store().organizations()).size(), 1U);
  EXPECT_THROW(record(older, 101), Problem);
  EXPECT_EQ(ask_store("SELECT count(*) FROM message"), "21");
}

TEST_F(Migrating, BuildsAnIndexAnewThatWasBrokenOff) {
  EXPECT_THROW(ask_store("CREATE UNIQUE INDEX CONCURRENTLY message_extra ON message ((1))"),
               std::runtime_error);
  EXPECT_EQ(ask_store("SELECT indisvalid FROM pg_index WHERE indexrelid = 'message_extra'::regclass"), "f");
  steps_.push_back(
      {.text = "CREATE INDEX message_extra ON message (organization, updated_at);", .is_online = true});
  migrate({.address = place_.store}, steps_);
  EXPECT_EQ(ask_store("SELECT indisvalid FROM pg_index WHERE indexrelid = 'message_extra'::regclass"), "t");
}

TEST_F(Migrating, IsDoneOnceByManyAtOnceAlsoWhereAnIndexIsBuilt) {
  steps_.push_back({.text = add_column});
  steps_.push_back({.text = add_index, .is_online = true});
  std::vector<std::future<void>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [this] { migrate({.address = place_.store}, steps_); }));
  }
  for (auto& one : all) one.get();
  EXPECT_EQ(ask_store("SELECT max(version) = count(*) FROM schema_version"), "t");
  EXPECT_EQ(ask_store("SELECT indisvalid FROM pg_index WHERE indexrelid = 'message_extra'::regclass"), "t");
}

// The first five were taken by empty databases only. What comes after must keep nobody waiting: docs/postgres.md.
TEST(SchemaSteps, KeepNobodyWaiting) {
  const std::regex changes_table(R"(\s*ALTER TABLE (\w+)[^]*)");
  const std::regex makes_table(R"(\s*CREATE TABLE (\w+)[^]*)");
  const std::regex makes_index(R"(\s*CREATE (?:UNIQUE )?INDEX \w+ ON (\w+)[^]*)");
  const std::regex fills(R"(\s*(?:UPDATE|DELETE FROM|INSERT INTO) (\w+)[^]*)");
  const auto steps = sql::schema_steps();
  for (std::size_t i = 5; i < steps.size(); ++i) {
    std::set<std::string> made;
    std::set<std::string> changed;
    bool is_long = steps[i].then != nullptr;
    for (const auto& statement : statements_of(spelt(steps[i].text))) {
      std::smatch parts;
      if (steps[i].is_online) {
        EXPECT_NO_THROW(online_index(statement)) << "step " << i + 1;
      } else if (std::regex_match(statement, parts, makes_table)) {
        made.insert(parts[1]);
      } else if (std::regex_match(statement, parts, changes_table)) {
        changed.insert(parts[1]);
      } else if (std::regex_match(statement, parts, makes_index)) {
        EXPECT_TRUE(made.contains(parts[1]))
            << "step " << i + 1 << " builds an index that is not online: " << statement;
      } else if (std::regex_match(statement, parts, fills)) {
        is_long = is_long || (parts[1] != "counter" && parts[1] != "setting");
      }
    }
    for (const auto& table : made) changed.erase(table);
    EXPECT_FALSE(is_long && !changed.empty())
        << "step " << i + 1 << " holds " << *changed.begin() << " for as long as it fills";
  }
}

}  // namespace
}  // namespace parley::postgres
