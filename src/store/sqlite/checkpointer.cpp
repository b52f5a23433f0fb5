#include "store/sqlite/checkpointer.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace parley::sqlite {
namespace {

// In pages of 4 KiB. The longer the log, the more often a page in it is overwritten there and moved once; 96 MiB took a
// third more webhooks a second than 16 (docs/performance.md). Past the second length commits wait.
constexpr int long_log = 24'000;
constexpr int too_long_log = 128'000;
// What the writer moves itself, in a few milliseconds.
constexpr int little = 500;
constexpr std::chrono::milliseconds between{100};

}  // namespace

Checkpointer::Checkpointer(const std::string& path) : db_(path, Access::write), thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

bool Checkpointer::committed(int log_pages) {
  if (log_pages < log_pages_.exchange(log_pages)) moved_pages_ = 0;  // the log has begun anew
  if (log_pages < long_log) return false;
  {
    const std::lock_guard lock(mutex_);
    pending_ = true;
  }
  woken_.notify_one();
  return log_pages - moved_pages_ <= little || log_pages > too_long_log;
}

void Checkpointer::work() {
  int seen = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    woken_.wait_for(lock, between, [this] { return ending_ || pending_; });
    if (ending_) return;
    pending_ = false;
    const int pages = log_pages_;
    const bool is_growing = std::exchange(seen, pages) != pages;
    if (moved_pages_ >= pages || (is_growing && pages < long_log)) continue;
    lock.unlock();
    const auto done = db_.checkpoint();
    if (done.failure.empty()) {
      moved_pages_ = done.moved_pages;
    } else {
      spdlog::warn("checkpoint: {}", done.failure);
    }
    lock.lock();
  }
}

}  // namespace parley::sqlite
