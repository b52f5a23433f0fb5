#pragma once
// The one of this process that writes: a thread that takes all work that waits, runs it in one transaction, commits it
// durably and then tells each caller. When a batch fails, each of its jobs is run again alone. Other processes write as
// well: the rows of the organizations that a batch is about are locked until its commit.

#include "store/job_queue.h"
#include "store/postgres/bell.h"
#include "store/postgres/connection.h"
#include "store/postgres/shared.h"
#include "store/postgres/statistics.h"
#include "store/sql/recorder.h"
#include "store/store.h"

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <thread>

namespace parley::postgres {

class Writer {
 public:
  Writer(const Server& server, const EngineOptions& options, Shared& shared);
  ~Writer();
  // Ends what waits, then stops; takes nothing more.
  void finish();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  JobQueue& queue() { return queue_; }
  [[nodiscard]] const JobQueue& queue() const { return queue_; }
  void on_commit(Engine::Bell bell);
  // Rings on the writer's thread when the store has grown much, see GrowthWatch.
  void on_growth(std::function<void()> bell);

 private:
  // What became of an attempt.
  struct Outcome {
    enum class Kind { done, conflict, unreachable, failed } kind = Kind::done;
    std::exception_ptr why;
    bool may_be_done = false;  // the answer to the commit did not come
  };

  void serve();
  void work();
  std::deque<Job> take();
  void wait_for_company();
  void run(std::deque<Job>& jobs);
  void tell(std::deque<Job>& jobs, const Outcome& outcome);
  Outcome try_again_and_again(std::deque<Job>& jobs);
  Outcome attempt(std::deque<Job>& jobs, std::set<std::int64_t> organizations);
  void transact(std::deque<Job>& jobs, const std::set<std::int64_t>& organizations);
  void run(std::deque<Job>& jobs, Transaction& transaction);
  void look_ahead(std::deque<Job>& jobs, Transaction& transaction);
  void connect();
  void undo(const Outcome& outcome);
  void refresh_routes();
  void check_routes();

  const EngineOptions options_;
  Shared& shared_;
  asio::io_context context_{1};
  std::optional<asio::executor_work_guard<Executor>> guard_{asio::make_work_guard(context_)};
  Connection db_;
  Listener listener_;
  Signal arrived_{context_};
  Backoff backoff_;
  std::atomic<bool> is_idle_{false};
  JobQueue queue_;
  sql::Routes routes_;
  std::int64_t routes_version_ = -1;
  bool is_committing_ = false;
  std::size_t last_jobs_ = 0;  // of the last batch, and what it took
  std::chrono::steady_clock::duration last_took_{};
  GrowthWatch growth_;
  std::function<void()> grown_ = [] {};
  std::map<std::int64_t, std::int64_t> rung_;  // of the transaction that was committed last
  std::thread thread_;                         // last: it uses all above
};

}  // namespace parley::postgres
