// A bucket is one time: when it will be full again. Each token taken moves it on by what a token takes to come back.

#include "dialects/buckets.h"

#include <algorithm>
#include <functional>

namespace parley {

Bucket Buckets::take(std::string_view name, std::int64_t count, std::chrono::seconds per, Timestamp now) {
  const auto refill = std::chrono::duration_cast<std::chrono::microseconds>(per).count();
  const auto at = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  count = std::max<std::int64_t>(1, count);
  const auto each = std::max<std::int64_t>(1, refill / count);
  const auto whole = each * count;

  auto& shard = shards_[std::hash<std::string_view>{}(name) % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  if (shard.full_at.size() >= most / shards_.size()) {
    std::erase_if(shard.full_at, [at](const auto& entry) { return entry.second <= at; });
    if (shard.full_at.size() >= most / shards_.size()) shard.full_at.clear();
  }
  auto& full_at = shard.full_at.try_emplace(std::string(name), at).first->second;
  full_at = std::max(full_at, at);

  Bucket bucket{.allowed = full_at - at + each <= whole, .limit = count};
  if (bucket.allowed) full_at += each;
  const auto missing = full_at - at;
  bucket.remaining = std::max<std::int64_t>(0, (whole - missing) / each);
  bucket.full_at = now + std::chrono::duration_cast<Timestamp::duration>(std::chrono::microseconds{missing});
  if (!bucket.allowed) {
    const auto wait = missing + each - whole;
    bucket.retry_after = std::max<std::int64_t>(1, (wait + 999'999) / 1'000'000);
  }
  return bucket;
}

}  // namespace parley
