#pragma once
// Where reads go that may take long, be it in the server or here: a thread with connections of its own and a budget of
// time for each read, so that they hold up nobody.

#include "store/postgres/pool.h"

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace parley::postgres {

class Searcher {
 public:
  Searcher(const Server& server, std::chrono::milliseconds budget);
  ~Searcher();
  // Ends what waits; takes nothing more.
  void finish();
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  using Work = std::function<void(sql::Connection&)>;
  using Done = std::function<void(std::exception_ptr)>;

  // Runs `work` in a read transaction, then `done` there with what was thrown. Throws Problem::unavailable when too
  // many wait.
  void submit(Work work, Done done);
  // False when too many wait; then nothing happens.
  bool try_submit(Work work, Done done);

 private:
  const std::chrono::milliseconds budget_;
  asio::io_context context_{1};
  std::optional<asio::executor_work_guard<Executor>> guard_{asio::make_work_guard(context_)};
  std::shared_ptr<Pool> pool_;
  std::atomic<int> waiting_{0};
  std::atomic<bool> ended_{false};
  std::thread thread_;  // last: it uses all above
};

}  // namespace parley::postgres
