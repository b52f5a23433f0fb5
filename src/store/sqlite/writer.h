#pragma once
// The one that writes: a thread that takes all work that waits, runs it in one transaction, commits with fsync and then
// tells each caller. When a batch fails, each of its jobs is run again alone, so that one spoils no neighbour. While the
// storage takes no write, one is tried each second.

#include "store/job_queue.h"
#include "store/sql/recorder.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/connection.h"
#include "store/store.h"
#include "store/transaction.h"

#include <chrono>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <thread>

namespace parley::sqlite {

class Writer {
 public:
  Writer(const std::string& path, const EngineOptions& options);
  ~Writer();
  // Ends what waits, then stops; takes nothing more.
  void finish();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  JobQueue& queue() { return queue_; }
  [[nodiscard]] const JobQueue& queue() const { return queue_; }
  void on_commit(Engine::Bell bell) { bell_ = std::move(bell); }

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

  JobQueue queue_;
  std::thread thread_;  // last: it uses all above
};

}  // namespace parley::sqlite
