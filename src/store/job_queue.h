#pragma once
// What waits for a writer: work that came from any thread, bounded in number and bytes, and what there is to tell of it.

#include "store/transaction.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace parley {

struct Job {
  std::function<void(Transaction&)> run;         // may run more than once; only the last run counts
  std::function<void(std::exception_ptr)> done;  // called once, on the writer's thread, after the commit
  std::size_t bytes = 0;
  std::chrono::steady_clock::time_point since{};  // when it was submitted
  std::function<void(Transaction&)> expect{};     // as Store::write has it
};

class JobQueue {
 public:
  struct Limits {
    std::size_t jobs, bytes;
  };
  // `arrived` is called on the thread of whoever submitted or ended, each time.
  JobQueue(Limits limits, std::function<void()> arrived) : limits_(limits), arrived_(std::move(arrived)) {}

  // False where too much waits, or no more is taken: then the job is not taken.
  [[nodiscard]] bool submit(Job job);
  // Takes nothing more.
  void end();
  // Whether the end was called for and nothing is left.
  [[nodiscard]] bool is_over() const;

  [[nodiscard]] std::size_t waiting() const;
  // The next of them that one transaction is to take, at least one where any waits. What was taken before is done now.
  std::deque<Job> take(Limits most);
  // Waits until there is something to take, or the end; or for that time.
  void wait();
  bool wait_for(std::chrono::steady_clock::duration time);  // whether there is
  // Waits for that time, or the end with nothing left. Whether that came.
  bool is_over_within(std::chrono::steady_clock::duration time);

  void note_batch() { ++batches_; }
  void note_ended(std::size_t jobs, bool failed);
  void note_commit(std::chrono::steady_clock::duration took);
  // Why the storage takes no writes, in words for the operator, or empty, where it does. Logs a change.
  void note_trouble(std::string words);
  [[nodiscard]] std::string trouble() const;

  // In Prometheus' text form.
  [[nodiscard]] std::string metrics() const;

 private:
  using Moment = std::chrono::steady_clock::time_point;

  const Limits limits_;
  const std::function<void()> arrived_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::optional<Moment> oldest_running_;
  std::string trouble_;
  bool ending_ = false;
  std::atomic<std::uint64_t> batches_{0}, jobs_{0}, failed_{0}, commit_micros_{0};
};

// A line of Prometheus' text form with its help and kind.
void append_metric(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
                   double value);

}  // namespace parley
