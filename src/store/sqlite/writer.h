#pragma once
// The one that writes: a thread that takes all work that waits, runs it in one transaction, commits with fsync and then
// tells each caller. When a batch fails, each of its jobs is run again alone, so that one spoils no neighbour. While the
// storage takes no write, one is tried each second.

#include "store/sql/recorder.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/connection.h"
#include "store/store.h"
#include "store/transaction.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace parley::sqlite {

struct Job {
  std::function<void(Transaction&)> run;         // may run more than once; only the last run counts
  std::function<void(std::exception_ptr)> done;  // called once, on the writer's thread, after the commit
  std::size_t bytes = 0;
  std::chrono::steady_clock::time_point since{};  // when it was submitted
};

struct WriterCounts {
  std::uint64_t batches = 0, jobs = 0, failed = 0, waiting = 0, waiting_bytes = 0, commit_micros = 0;
  std::chrono::duration<double> oldest{};  // how long the oldest one waits that has not ended
};

class Writer {
 public:
  Writer(const std::string& path, const EngineOptions& options);
  ~Writer();
  // Ends what waits, then stops; takes nothing more.
  void finish();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // False where too much waits: then the job is not taken.
  [[nodiscard]] bool submit(Job job);
  void on_commit(Engine::Bell bell) { bell_ = std::move(bell); }
  [[nodiscard]] WriterCounts counts() const;
  // As Store::trouble.
  [[nodiscard]] std::string trouble() const;

 private:
  using Moment = std::chrono::steady_clock::time_point;

  void work();
  std::deque<Job> take();
  void run(std::deque<Job>& jobs);
  std::exception_ptr attempt(std::deque<Job>& jobs, std::map<std::int64_t, std::int64_t>& rung);
  void undo(bool began);
  void refresh_routes();
  void move_log();
  void make_way();
  bool others_have_written();
  bool ends_within(Moment::duration time);
  void note_trouble(std::string words);

  const EngineOptions options_;
  Connection db_;
  Checkpointer checkpointer_;
  sql::Routes routes_;
  std::int64_t routes_version_ = -1;
  bool is_locked_out_ = false;  // the last attempt could not begin
  Moment::duration held_{};     // how long the last transaction kept the lock
  std::int64_t others_version_ = -1;
  std::optional<Moment> others_wrote_;  // when we last saw that they had
  Engine::Bell bell_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Job> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::optional<Moment> oldest_running_;
  std::string trouble_;
  bool ending_ = false;
  std::atomic<std::uint64_t> batches_{0}, jobs_{0}, failed_{0}, commit_micros_{0};
  std::thread thread_;  // last: it uses all above
};

}  // namespace parley::sqlite
