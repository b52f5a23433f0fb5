#include "domain/window.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;
using enum Direction;

constexpr Timestamp noon = from_millis(1'780'000'000'000);

TEST(Window, IsOpenFor24HoursToTheMillisecond) {
  EXPECT_FALSE(window_is_open(std::nullopt, noon)) << "nobody wrote yet";
  EXPECT_TRUE(window_is_open(noon, noon));
  EXPECT_TRUE(window_is_open(noon, noon + 24h - 1s));
  EXPECT_TRUE(window_is_open(noon, noon + 24h - 1ms));
  EXPECT_FALSE(window_is_open(noon, noon + 24h));
  EXPECT_FALSE(window_is_open(noon, noon + 24h + 1s));
  EXPECT_EQ(window_end(noon), noon + 24h);
  EXPECT_EQ(window_end(std::nullopt), std::nullopt);
}

TEST(Window, IsNeverShortenedByAnOlderMessage) {
  EXPECT_EQ(last_act(std::nullopt, noon), noon);
  EXPECT_EQ(last_act(noon, noon + 1s), noon + 1s);
  EXPECT_EQ(last_act(noon, noon - 1s), noon);
  EXPECT_EQ(last_act(noon, noon - 100h), noon);
  // In any order the same.
  EXPECT_EQ(last_act(last_act(noon, noon + 5s), noon + 2s), last_act(last_act(noon, noon + 2s), noon + 5s));
}

TEST(Window, IsOpenedByThePersonsOwnActsOnly) {
  EXPECT_TRUE(opens_window(inbound, Origin::live));
  EXPECT_FALSE(opens_window(inbound, Origin::live, false)) << "a system message";
  EXPECT_FALSE(opens_window(outbound, Origin::live)) << "what we send";
  EXPECT_FALSE(opens_window(outbound, Origin::echo)) << "what we wrote in the app";
  EXPECT_FALSE(opens_window(inbound, Origin::history));
  EXPECT_FALSE(opens_window(inbound, Origin::placeholder));
}

TEST(Window, OnlyTemplatesGoOutWithoutIt) {
  EXPECT_FALSE(needs_window("template"));
  for (const auto* type : {"text", "image", "interactive", "reaction", "hologram"})
    EXPECT_TRUE(needs_window(type));
}

}  // namespace
}  // namespace parley
