#pragma once
// How long things took, counted in fixed buckets. One thread counts, any reads: nobody waits for anybody.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>

namespace parley {

class Histogram {
 public:
  using Duration = std::chrono::microseconds;
  using Bounds =
      std::span<const Duration>;  // ascending, of static life; what is above the last is counted too
  static constexpr std::size_t most_bounds = 15;

  explicit Histogram(Bounds bounds) : bounds_(bounds.first(std::min(bounds.size(), most_bounds))) {}

  // What is below zero counts as zero: clocks differ.
  void add(Duration took) {
    took = std::max(took, Duration::zero());
    const auto bucket = std::ranges::lower_bound(bounds_, took) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    micros_.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
  }

  // The histograms of several threads, summed. All of them have the same bounds.
  struct Sum {
    Bounds bounds;
    std::array<std::uint64_t, most_bounds + 1>
        counts{};  // of each bucket alone; the one behind the bounds is last
    std::uint64_t micros = 0;

    void add(const Histogram& one) {
      bounds = one.bounds_;
      for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] += one.counts_[i].load(std::memory_order_relaxed);
      micros += one.micros_.load(std::memory_order_relaxed);
    }
  };

 private:
  Bounds bounds_;
  std::array<std::atomic<std::uint64_t>, most_bounds + 1> counts_{};
  std::atomic<std::uint64_t> micros_{0};
};

}  // namespace parley
