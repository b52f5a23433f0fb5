#pragma once
// The text of /metrics, in Prometheus' own form.

#include "base/histogram.h"
#include "http/server.h"
#include "ingest/webhook.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::app {

// What all threads counted, summed.
struct Sums {
  http::Counts http;
  std::array<std::uint64_t, ingest::Counts::kinds> webhooks{};
  Histogram::Sum acknowledged, behind;
  std::size_t threads = 0;
  std::size_t passwords_waiting = 0;
  std::uint64_t passwords_refused = 0;

  void add(const http::Counts& counts, const ingest::Counts& webhook);
};

// `engine` is what the store tells of itself.
std::string metrics_text(const Sums& sums, std::string_view engine);

}  // namespace parley::app
