#pragma once
// What the connections of one thread share: the handler, the limits, the deadlines, the buffers answers are
// made in.

#include "http/deadlines.h"
#include "http/server.h"

#include <atomic>
#include <memory>
#include <vector>

namespace parley::http {

// Written by one thread, read by any.
class Counter {
 public:
  void add(std::uint64_t count) { value_.store(value() + count, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

// Replies between two uses. A connection has one only while it answers, so idle ones hold no buffer, and the
// one a request gets is still warm in the cache.
class SpareReplies {
 public:
  std::unique_ptr<Reply> take();
  void give_back(std::unique_ptr<Reply> reply);

 private:
  static constexpr std::size_t most = 64;
  static constexpr std::size_t most_bytes = 64 * 1024;  // of one that is kept

  std::vector<std::unique_ptr<Reply>> spare_;
};

struct Service {
  Handler handler;
  Limits limits;
  LargeBodyRoom large;
  Deadlines deadlines;
  SpareReplies replies;
  Counter accepted;
  Counter closed;
  Counter requests;
  Counter refused;
  bool stopping = false;
  std::function<void()> on_last_closed;  // once stopping
};

}  // namespace parley::http
