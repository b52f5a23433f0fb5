// What the simulator keeps has limits, and samples are what they say they are.

#include "base/secrets.h"
#include "simulator/ledger.h"
#include "simulator/limits.h"
#include "simulator/samples.h"
#include "simulator/shelf.h"
#include "simulator/tag_counts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace parley::simulator {
namespace {

using namespace std::chrono_literals;
const Timestamp start = from_millis(1'780'000'000'000);

TEST(TagCounts, CountAHundredThousandTextsAndFindTheOneThatCameTwice) {
  TagCounts counts;
  for (int i = 0; i < 100'000; ++i) ASSERT_EQ(counts.add(tag_hash("tag " + std::to_string(i))), 1U) << i;
  EXPECT_EQ(counts.size(), 100'000U);
  EXPECT_EQ(counts.add(tag_hash("tag 77777")), 2U);
  EXPECT_EQ(counts.seen(tag_hash("tag 77777")), 2U);
  EXPECT_EQ(counts.seen(tag_hash("tag 77776")), 1U);
  EXPECT_EQ(counts.seen(tag_hash("another")), 0U);
}

TEST(TagCounts, CountAMillionAndNoMore) {
  TagCounts counts;
  for (std::uint64_t i = 1; i <= TagCounts::most; ++i) ASSERT_EQ(counts.add(i * 0x9E3779B97F4A7C15U), 1U);
  EXPECT_EQ(counts.add(7), 0U);
  EXPECT_EQ(counts.add(0x9E3779B97F4A7C15U), 2U);
  EXPECT_EQ(counts.seen(7), 0U);
}

TEST(Ledger, KeepsTheNewestMessagesAndCountsAll) {
  Ledger ledger;
  for (std::size_t i = 0; i < Ledger::most_entries + 5; ++i) {
    ledger.add({.phone_number_id = "106",
                .to = "1650",
                .type = "text",
                .object = R"({"body":"hi"})",
                .callback_data = "tag " + std::to_string(i),
                .wamid = "wamid." + std::to_string(i),
                .outcome = "accepted",
                .at = start});
  }
  const auto counts = ledger.counts({}, 0);
  EXPECT_NE(counts.find(R"("messages":{"accepted":10005})"), std::string::npos) << counts;
  EXPECT_NE(counts.find(R"("different":10005,"taken_again":0)"), std::string::npos) << counts;
  EXPECT_NE(ledger.messages({.limit = 1}).find("wamid.10004"), std::string::npos);
  EXPECT_EQ(ledger.messages({.wamid = "wamid.4"}), R"({"data":[]})");
  EXPECT_EQ(ledger.messages({.callback_data = "tag 4"}), R"({"taken":1,"data":[]})");
}

TEST(Limits, ForgetWhoIsAtRestFirst) {
  Limits limits;
  for (std::size_t i = 0; i < Limits::most + 10; ++i) {
    ASSERT_TRUE(limits.take_of_pair("106", std::to_string(i), start + std::chrono::milliseconds(i)));
  }
  for (int i = 0; i < 45; ++i) limits.take_of_pair("106", "x", start + 10min);
  EXPECT_FALSE(limits.take_of_pair("106", "x", start + 10min));
  EXPECT_TRUE(limits.take_of_pair("206", "x", start + 10min));
}

TEST(Shelf, HoldsNoMoreThanSoManyHoweverSmall) {
  Shelf shelf(1);
  const auto first = shelf.put("106", "text/plain", "x", start);
  const auto second = shelf.put("106", "text/plain", "x", start);
  for (std::size_t i = 2; i <= Shelf::most_files; ++i) shelf.put("106", "text/plain", "x", start);
  EXPECT_FALSE(shelf.is_known(first, start));
  EXPECT_TRUE(shelf.is_known(second, start));
  EXPECT_EQ(shelf.uploads(), Shelf::most_files);
}

TEST(Shelf, ForgetsWhatIsDeleted) {
  Shelf shelf(1);
  const auto kept = shelf.put("106", "text/plain", "x", start);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(shelf.remove(shelf.put("106", "text/plain", "x", start)));
  EXPECT_EQ(shelf.uploads(), 1u);
  EXPECT_FALSE(shelf.remove("17"));
  EXPECT_TRUE(shelf.remove(kept));
  EXPECT_EQ(shelf.uploads(), 0u);
}

TEST(Shelf, LetsTheOldestUploadsGoWhereItIsFull) {
  Shelf shelf(1);
  const std::string large(Shelf::most_bytes / 4, 'x');
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(shelf.put("106", "text/plain", large, start));
  EXPECT_FALSE(shelf.is_known(ids[0], start));
  for (std::size_t i = 1; i < ids.size(); ++i) EXPECT_TRUE(shelf.is_known(ids[i], start)) << i;
}

TEST(Samples, FollowFromTheirIdAndAreWhatTheySay) {
  Dice dice(1);
  std::set<std::string> contents;
  for (const auto& [type, head] : {std::pair{"image/png", "\x89PNG\r\n\x1A\n"},
                                   {"audio/ogg", "OggS"},
                                   {"application/pdf", "%PDF-1.4"}}) {
    for (int i = 0; i < 3; ++i) {
      const auto file = new_sample(type, start, dice);
      const auto sample = sample_of(file.id);
      ASSERT_TRUE(sample);
      EXPECT_EQ(sample->at, start);
      EXPECT_EQ(sample->mime_type, file.mime_type);
      const auto bytes = sample_bytes(file.id);
      EXPECT_TRUE(bytes.starts_with(head)) << type;
      EXPECT_EQ(file.sha256.size(), 44U);
      contents.insert(bytes);
    }
  }
  EXPECT_EQ(contents.size(), 9U);
  for (const auto* const id :
       {"", "77", "7791780000000000123456", "1234567890123456789012", "770178000000000012345x"}) {
    EXPECT_FALSE(sample_of(id)) << id;
  }
}

}  // namespace
}  // namespace parley::simulator
