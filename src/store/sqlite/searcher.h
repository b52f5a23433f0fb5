#pragma once
// Where reads go that may walk many rows: a thread with a connection of its own and a budget of time for each, so
// that they hold up nobody.

#include "base/problem.h"
#include "store/sqlite/connection.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace parley::sqlite {

class Searcher {
 public:
  Searcher(std::string path, std::chrono::milliseconds budget);
  ~Searcher();
  // Ends what waits; takes nothing more.
  void finish();
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  // Runs `work` in a read transaction, then `done` there with what was thrown. Throws Problem::unavailable when too
  // many wait.
  void submit(std::function<void(sql::Connection&)> work, std::function<void(std::exception_ptr)> done);

 private:
  void run(const std::function<void(sql::Connection&)>& work);

  std::string path_;
  std::chrono::milliseconds budget_;
  std::unique_ptr<Connection> db_;  // made and used on the pool's one thread
  std::atomic<int> waiting_{0};
  std::atomic<bool> ended_{false};
  boost::asio::thread_pool pool_{1};
};

}  // namespace parley::sqlite
