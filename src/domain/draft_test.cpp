#include "domain/draft.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(CallbackData, HoldsOurTagAndWhatTheClientGave) {
  EXPECT_EQ(callback_data_with("7Ab", ""), "parley:7Ab");
  EXPECT_EQ(callback_data_with("7Ab", "order 12"), "parley:7Ab order 12");
  EXPECT_EQ(tag_of("parley:7Ab"), "7Ab");
  EXPECT_EQ(tag_of("parley:7Ab order 12"), "7Ab");
}

TEST(CallbackData, IsNotTakenForOursWhereItIsAnothers) {
  for (const auto* foreign : {"", "7Ab", "order parley:7Ab", "Parley:7Ab", "parley"})
    EXPECT_EQ(tag_of(foreign), "");
  EXPECT_EQ(tag_of(callback_data_with("mine", "parley:theirs")), "mine");
}

TEST(CallbackData, LeavesTheClientsOutWhereItWouldBeTooLong) {
  const auto room = longest_callback_data - std::string_view("parley:tag ").size();
  std::string clients;
  for (std::size_t i = 0; i < room; ++i) clients += "😀";  // counted in code points, not in bytes
  EXPECT_EQ(callback_data_with("tag", clients), "parley:tag " + clients);
  clients += "x";
  EXPECT_EQ(callback_data_with("tag", clients), "parley:tag");
}

}  // namespace
}  // namespace parley
