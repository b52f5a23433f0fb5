#pragma once
// A thread beside those that serve, for work that keeps a core busy for long: one piece behind the other. How many may
// wait is bounded, and so is how long one waits for its turn.

#include "base/await.h"
#include "base/function_ref.h"
#include "base/task.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace parley {

class SideThread {
 public:
  struct Limits {
    std::size_t waiting = 32;
    std::chrono::milliseconds patience{4'000};
  };
  explicit SideThread(Limits limits);
  SideThread() : SideThread(Limits{}) {}
  ~SideThread() { finish(); }
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  // Runs `work` there and goes on here, on the caller's own thread; what it throws is thrown here. Problem unavailable
  // where too many wait or its turn did not come in time: then it was not run.
  Task<> run(FunctionRef<void()> work);

  // Runs `work` there sometime, and nobody waits for it; it must not throw. False where too many wait: it is not run then,
  // nor where its turn does not come in time.
  bool begin(std::function<void()> work);

  // Lets the piece under way end and refuses all others, now and later. Call it while the contexts of those who wait
  // stand.
  void finish();

  // From any thread.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Piece {
    std::function<void()> work;
    Done done;
    std::chrono::steady_clock::time_point until;
  };

  bool submit(Piece piece);
  void work_on();
  std::exception_ptr attempt(const Piece& piece);
  std::exception_ptr refusal();
  [[nodiscard]] std::chrono::steady_clock::time_point deadline() const;

  Limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;
  std::atomic<bool> ended_ = false;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
  std::thread thread_;  // begun with the first piece: most programs have none
};

}  // namespace parley
