#include "base/seal.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace parley {
namespace {

const Seal seal(std::string(32, 'k'));

std::vector<std::int64_t> some_numbers() {
  std::vector<std::int64_t> numbers{0, 1, -1, INT64_MAX, INT64_MIN, 42};
  std::mt19937_64 dice(7);
  for (int i = 0; i < 2000; ++i) numbers.push_back(static_cast<std::int64_t>(dice()));
  return numbers;
}

TEST(Seal, OpensWhatItSealed) {
  for (const auto number : some_numbers()) {
    const auto id = seal.base32("cnv", 3, number);
    EXPECT_TRUE(is_base32_id(id)) << id;
    EXPECT_EQ(seal.of_base32("cnv", 3, id), number);
    const auto uuid = seal.uuid("cnv", 3, number);
    EXPECT_TRUE(is_uuid(uuid)) << uuid;
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
    EXPECT_EQ(seal.of_uuid("cnv", 3, uuid), number);
  }
}

TEST(Seal, IsOfOneKindOneOrganizationAndOneKey) {
  const Seal other(std::string(32, 'o'));
  for (const auto number : some_numbers()) {
    const auto id = seal.base32("cnv", 3, number);
    EXPECT_FALSE(seal.of_base32("ctc", 3, id));
    EXPECT_FALSE(seal.of_base32("cnv", 4, id));
    EXPECT_FALSE(other.of_base32("cnv", 3, id));
    const auto uuid = seal.uuid("cnv", 3, number);
    EXPECT_FALSE(seal.of_uuid("ctc", 3, uuid));
    EXPECT_FALSE(seal.of_uuid("cnv", 4, uuid));
    EXPECT_FALSE(other.of_uuid("cnv", 3, uuid));
  }
}

TEST(Seal, NoticesEachChangedSymbol) {
  const auto id = seal.base32("cnv", 3, 42);
  for (std::size_t i = 0; i < id.size(); ++i) {
    auto changed = id;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_FALSE(seal.of_base32("cnv", 3, changed)) << i;
  }
  const auto uuid = seal.uuid("cnv", 3, 42);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    auto changed = uuid;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_FALSE(seal.of_uuid("cnv", 3, changed)) << i;
  }
}

TEST(Seal, TakesForms) {
  EXPECT_FALSE(is_base32_id("01HXYZABCDEFGHJKMNPQRSTVW"));
  EXPECT_TRUE(is_base32_id("01HXYZABCDEFGHJKMNPQRSTVWX"));
  EXPECT_FALSE(is_base32_id("01HXYZABCDEFGHIKMNPQRSTVWX"));
  EXPECT_FALSE(is_base32_id("01hxyzabcdefghjkmnpqrstvwx"));
  EXPECT_TRUE(is_uuid("2f8892e1-59b7-40a2-b518-e7a7c31a754d"));
  EXPECT_TRUE(is_uuid("2F8892E1-59B7-40A2-B518-E7A7C31A754D"));
  EXPECT_FALSE(is_uuid("2f8892e1-59b7-40a2-b518-e7a7c31a754"));
  EXPECT_FALSE(is_uuid("2f8892e1x59b7-40a2-b518-e7a7c31a754d"));
}

TEST(Seal, LooksRandom) {
  std::set<char> first;
  for (int i = 0; i < 2000; ++i) first.insert(seal.base32("cnv", 1, i)[0]);
  EXPECT_EQ(first.size(), 32u);
}

}  // namespace
}  // namespace parley
