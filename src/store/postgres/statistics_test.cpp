#include "store/postgres/statistics.h"

#include "store/conformance/fixture.h"
#include "store/postgres/testing.h"

#include <gtest/gtest.h>

#include <thread>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;
using conformance::text_from;

TEST(GrowthWatch, IsDueEverMoreRarely) {
  GrowthWatch growth;
  std::vector<int> due;
  for (int hundreds = 1; hundreds <= 1000; ++hundreds) {
    if (growth.is_due(100)) due.push_back(hundreds * 100);
  }
  EXPECT_EQ(due, (std::vector{500, 2'000, 8'000, 32'000}));
  EXPECT_TRUE(growth.is_due(100'000'000)) << "what comes at once counts once";
  EXPECT_FALSE(growth.is_due(100'000'000)) << "PostgreSQL sees to a store of that size by itself";
}

// Else each look-up of a store that is being filled walks all that it has, until PostgreSQL looks by itself.
TEST(PostgresStatistics, AreThereSoonInAStoreThatIsBeingFilled) {
  const auto place = postgres_place();
  conformance::Bench bench([&] { return place; });
  const auto known = [&] {
    return ask(place.store,
               "SELECT count(*) FROM pg_class WHERE relname IN ('conversation', 'contact', 'contact_alias') "
               "AND reltuples >= 100 AND relnamespace = current_schema()::regnamespace") == "3";
  };
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  int people = 0;
  while (!known() && std::chrono::steady_clock::now() < deadline) {
    for (int i = 0; i < 50; ++i, ++people)
      bench.record(
          {text_from("4930" + std::to_string(100'000 + people), "w" + std::to_string(people), people)});
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_TRUE(known()) << people << " people wrote";
}

}  // namespace
}  // namespace parley::postgres
