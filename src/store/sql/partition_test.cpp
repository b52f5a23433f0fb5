#include "store/sql/partition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace parley::sql {
namespace {

constexpr int phone = 0, bsuid = 1, parent = 2;
constexpr int together = 0, replaced = 1;

struct Seen {
  std::vector<Identifier> identifiers;
  std::vector<Sighting> sightings;
};

// The persons as sets of ids: what is left when the numbers of persons and the order of identifiers are not looked at.
std::set<std::set<std::int64_t>> persons(const Seen& seen) {
  const auto numbers = divide_into_persons(seen.identifiers, seen.sightings);
  std::map<int, std::set<std::int64_t>> sets;
  for (std::size_t i = 0; i < numbers.size(); ++i) sets[numbers[i]].insert(seen.identifiers[i].id);
  std::set<std::set<std::int64_t>> found;
  for (const auto& [number, ids] : sets) found.insert(ids);
  return found;
}

using Persons = std::set<std::set<std::int64_t>>;

const Identifier ann{1, phone, "551"}, ben{2, phone, "552"}, ann_id{3, bsuid, "BR.1"},
    ben_id{4, bsuid, "BR.2"}, ann_parent{5, parent, "BR.ENT.1"};

TEST(Partition, IdentifiersThatNothingJoinsArePersonsOfTheirOwn) {
  EXPECT_EQ(persons({{ann, ben, ann_id, ann_parent}, {}}), (Persons{{1}, {2}, {3}, {5}}));
  EXPECT_TRUE(divide_into_persons({}, {}).empty());
}

TEST(Partition, AnIdBelongsToTheNumberItWasSeenWith) {
  EXPECT_EQ(persons({{ann, ben, ann_id}, {{3, 1, together, 10}}}), (Persons{{1, 3}, {2}}));
}

TEST(Partition, OfSeveralNumbersTheOneFirstSeenLastHasTheId) {
  EXPECT_EQ(persons({{ann, ben, ann_id}, {{3, 1, together, 20}, {3, 2, together, 10}}}),
            (Persons{{1, 3}, {2}}));
  EXPECT_EQ(persons({{ann, ben, ann_id}, {{3, 1, together, 10}, {3, 2, together, 20}}}),
            (Persons{{1}, {2, 3}}));
}

TEST(Partition, OfTwoNumbersOfOneTimeTheGreaterHasTheId) {
  EXPECT_EQ(persons({{ann, ben, ann_id}, {{3, 1, together, 10}, {3, 2, together, 10}}}),
            (Persons{{1}, {2, 3}}));
  // By its digits, not by the id that it happened to get.
  const Identifier later{9, phone, "550"};
  EXPECT_EQ(persons({{later, ann, ann_id}, {{3, 1, together, 10}, {3, 9, together, 10}}}),
            (Persons{{1, 3}, {9}}));
}

TEST(Partition, ANumberHasAParentIdBeforeAnId) {
  const Seen seen{{ann, ben_id, ann_parent}, {{5, 4, together, 20}, {5, 1, together, 10}}};
  EXPECT_EQ(persons(seen), (Persons{{1, 5}, {4}}));
}

TEST(Partition, AParentIdGoesWhereItsIdGoes) {
  const Seen seen{{ann, ann_id, ann_parent}, {{5, 3, together, 10}, {3, 1, together, 20}}};
  EXPECT_EQ(persons(seen), (Persons{{1, 3, 5}}));
}

TEST(Partition, ASharedIdDoesNotJoinTwoNumbers) {
  const Seen seen{{ann, ben, ann_id, ann_parent},
                  {{3, 1, together, 10}, {3, 2, together, 20}, {5, 1, together, 10}, {5, 2, together, 5}}};
  EXPECT_EQ(persons(seen), (Persons{{1, 5}, {2, 3}}));
}

TEST(Partition, ARenameJoinsNumbersAndWhatStandsBehindThem) {
  const Seen seen{{ann, ben, ann_id, ben_id},
                  {{3, 1, together, 10}, {4, 2, together, 10}, {3, 4, replaced, 30}}};
  EXPECT_EQ(persons(seen), (Persons{{1, 2, 3, 4}}));
  EXPECT_EQ(persons({{ann, ben}, {{1, 2, replaced, 30}}}), (Persons{{1, 2}}));
}

TEST(Partition, WhatIsSaidOfUnknownIdentifiersSaysNothing) {
  const Seen seen{{ann, ann_id},
                  {{3, 77, together, 10}, {77, 1, together, 10}, {1, 77, replaced, 1}, {77, 3, 1, 1}}};
  EXPECT_EQ(persons(seen), (Persons{{1}, {3}}));
}

TEST(Partition, NoIdentifierStandsBehindItsLikeOrALesserOne) {
  const Seen seen{{ann, ben, ann_id, ben_id},
                  {{1, 2, together, 1},
                   {2, 1, together, 1},
                   {3, 4, together, 1},
                   {4, 3, together, 1},
                   {1, 3, together, 1},
                   {1, 1, together, 1}}};
  EXPECT_EQ(persons(seen), (Persons{{1}, {2}, {3}, {4}}));
}

TEST(Partition, NumbersPersonsFromZeroInTheOrderTheyAreMet) {
  EXPECT_EQ(divide_into_persons({ben, ann_id, ann, ben_id}, {{3, 1, together, 10}, {4, 2, together, 10}}),
            (std::vector{0, 1, 1, 0}));
}

Seen random_set(std::mt19937& random) {
  Seen seen;
  const auto count = 1 + random() % 9;
  for (std::size_t i = 0; i < count; ++i) {
    seen.identifiers.push_back({.id = static_cast<std::int64_t>(100 + i),
                                .kind = static_cast<int>(random() % 3),
                                .key = "key " + std::to_string(random() % 1000 * 10 + i)});
  }
  const auto links = random() % 14;
  for (std::size_t i = 0; i < links; ++i) {
    const auto& one = seen.identifiers[random() % count];
    const auto& other = seen.identifiers[random() % count];
    const bool renames = random() % 5 == 0;
    if (!renames && one.kind <= other.kind) continue;
    const auto at = static_cast<std::int64_t>(random() % 4);
    seen.sightings.push_back({one.id, other.id, renames ? replaced : together, at});
  }
  return seen;
}

// The same rules, from their words and without a thought for speed: who an identifier stands behind is the best of all
// that it was seen with, and persons are what can be reached from each other.
Persons persons_by_the_book(const Seen& seen) {
  const auto find = [&](std::int64_t id) {
    return *std::find_if(seen.identifiers.begin(), seen.identifiers.end(),
                         [&](const auto& i) { return i.id == id; });
  };
  const auto stands_behind = [&](Identifier of) {
    for (;;) {
      using Rank = std::tuple<int, std::int64_t, std::string, std::int64_t>;
      std::optional<Rank> best;
      for (const auto& sighting : seen.sightings) {
        if (sighting.kind != together || sighting.alias != of.id) continue;
        const auto other = find(sighting.other);
        const Rank rank{-other.kind, sighting.first_at, other.key, other.id};
        if (!best || rank > *best) best = rank;
      }
      if (!best) return of.id;
      of = find(std::get<3>(*best));
    }
  };
  Persons found;
  for (const auto& identifier : seen.identifiers) {
    std::set<std::int64_t> reached{stands_behind(identifier)};
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const auto& sighting : seen.sightings) {
        if (sighting.kind != replaced) continue;
        const auto one = stands_behind(find(sighting.alias)), other = stands_behind(find(sighting.other));
        if (reached.contains(one) || reached.contains(other)) reached.insert({one, other});
      }
    }
    std::set<std::int64_t> person;
    for (const auto& other : seen.identifiers) {
      if (reached.contains(stands_behind(other))) person.insert(other.id);
    }
    found.insert(person);
  }
  return found;
}

std::string words_of(const Seen& seen) {
  std::string words;
  for (const auto& i : seen.identifiers)
    words += std::to_string(i.id) + " is " + std::to_string(i.kind) + " " + i.key + "\n";
  for (const auto& s : seen.sightings) {
    words += std::to_string(s.alias) + (s.kind == together ? " with " : " then ") + std::to_string(s.other) +
             " at " + std::to_string(s.first_at) + "\n";
  }
  return words;
}

TEST(Partition, FollowsTheRulesWhateverTheOrderOfWhatWasSeen) {
  std::mt19937 random(11);
  for (int round = 0; round < 3'000; ++round) {
    auto seen = random_set(random);
    const auto expected = persons_by_the_book(seen);
    for (int order = 0; order < 4; ++order) {
      ASSERT_EQ(persons(seen), expected) << words_of(seen);
      std::shuffle(seen.identifiers.begin(), seen.identifiers.end(), random);
      std::shuffle(seen.sightings.begin(), seen.sightings.end(), random);
    }
  }
}

}  // namespace
}  // namespace parley::sql
