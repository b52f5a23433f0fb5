#pragma once
// Token buckets by name, shared by all threads of a process: each holds as many tokens as it refills in its time.

#include "base/time.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley {

// A bucket as a caller is told of it.
struct Bucket {
  bool allowed = true;
  std::int64_t limit = 0;
  std::int64_t remaining = 0;    // whole tokens
  Timestamp full_at;             // when it is full again
  std::int64_t retry_after = 0;  // seconds until there is a token; 0 where there is one
};

class Buckets {
 public:
  // More buckets than this are not told apart: those that are full again are forgotten first.
  static constexpr std::size_t most = 100'000;

  // Takes a token where there is one; a refusal costs none.
  Bucket take(std::string_view name, std::int64_t count, std::chrono::seconds per, Timestamp now);
  Bucket take(std::string_view name, std::int64_t per_minute, Timestamp now) {
    return take(name, per_minute, std::chrono::minutes{1}, now);
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, std::int64_t> full_at;  // microseconds
  };
  std::array<Shard, 16> shards_;
};

}  // namespace parley
