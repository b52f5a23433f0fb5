#include "app/served.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::app {
namespace {

constexpr std::string_view quick =
    "# x\nparley_webhook_ack_seconds_bucket{le=\"1\"} 1000\nparley_webhook_ack_seconds_count 1000\n"
    "parley_message_lag_seconds_bucket{le=\"60\"} 96\nparley_message_lag_seconds_count 100\n"
    "parley_store_oldest_waiting_seconds 0.2\nparley_store_troubled 0\n";

// `quick` with one line's value replaced.
std::string with(std::string_view name, std::string_view value) {
  std::string text(quick);
  const auto at = text.find("\n" + std::string(name) + " ") + 1 + name.size() + 1;
  return text.replace(at, text.find('\n', at) - at, value);
}

TEST(Served, AServerThatKeepsUpIsNotSpokenOf) {
  EXPECT_EQ(slowness(quick), "");
  EXPECT_EQ(slowness("# x\nparley_build_info{version=\"0\"} 1\n"), "") << "nothing came yet";
}

TEST(Served, WhatIsSlowIsNamed) {
  EXPECT_EQ(slowness(with("parley_webhook_ack_seconds_count", "1050")),
            "4.8 % of the webhooks took more than a second");
  EXPECT_EQ(slowness(with("parley_message_lag_seconds_count", "128")),
            "25.0 % of the messages came more than a minute late");
  EXPECT_EQ(slowness(with("parley_store_oldest_waiting_seconds", "3.25")), "a write waits for 3.2 s by now");
  EXPECT_EQ(slowness(with("parley_store_troubled", "1")), "the store takes no writes now, see its log");
}

}  // namespace
}  // namespace parley::app
