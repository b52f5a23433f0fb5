// A bucket is one time: when it will be full again. Each token taken moves it on by what a token takes to come back.

#include "dialects/buckets.h"

#include <algorithm>
#include <functional>

namespace parley {

Bucket Buckets::take(std::string_view name, std::int64_t per_minute, Timestamp now) {
  constexpr std::int64_t minute = 60'000'000;
  const auto at = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  per_minute = std::max<std::int64_t>(1, per_minute);
  const auto each = std::max<std::int64_t>(1, minute / per_minute);
  const auto whole = each * per_minute;

  auto& shard = shards_[std::hash<std::string_view>{}(name) % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  if (shard.full_at.size() >= most / shards_.size()) {
    std::erase_if(shard.full_at, [at](const auto& entry) { return entry.second <= at; });
    if (shard.full_at.size() >= most / shards_.size()) shard.full_at.clear();
  }
  auto& full_at = shard.full_at.try_emplace(std::string(name), at).first->second;
  full_at = std::max(full_at, at);

  Bucket bucket{.allowed = full_at - at + each <= whole, .limit = per_minute};
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
