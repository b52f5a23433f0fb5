#include "store/sqlite/checkpointer.h"

#include <spdlog/spdlog.h>

#include <chrono>

namespace parley::sqlite {
namespace {

// A log of 16 MiB is long, one of 256 MiB too long: then commits wait.
constexpr int long_log = 4'000;
constexpr int too_long_log = 64'000;
// A pass that took less has left about as much to do as the writer can move in that time.
constexpr std::chrono::milliseconds short_pass{25};
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
  log_pages_ = log_pages;
  if (log_pages < long_log) return false;
  {
    const std::lock_guard lock(mutex_);
    pending_ = true;
  }
  woken_.notify_one();
  return is_nearly_done_.exchange(false) || log_pages > too_long_log;
}

void Checkpointer::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    woken_.wait_for(lock, between, [this] { return ending_ || pending_; });
    if (ending_) return;
    pending_ = false;
    if (log_pages_ == 0) continue;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    try {
      db_.checkpoint();
    } catch (const std::exception& error) {
      // The log keeps everything; the next pass moves it.
      spdlog::warn("checkpoint: {}", error.what());
    }
    is_nearly_done_ = std::chrono::steady_clock::now() - start < short_pass;
    if (log_pages_ < long_log) log_pages_ = 0;
    lock.lock();
  }
}

}  // namespace parley::sqlite
