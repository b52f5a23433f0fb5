#pragma once
// The simulator as a server of its own thread.

#include "http/server.h"
#include "simulator/graph.h"

#include <boost/asio/executor_work_guard.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace parley::simulator {

class Host {
 public:
  // Binds at once. Throws std::system_error where the address is taken or not ours. Port 0 takes a free one.
  Host(const std::string& address, std::uint16_t port, Options options);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Answers from now on.
  void start();
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

  // From any thread, once started. `url` is http[s]://host[:port]/path.
  void call_back(std::string url);
  // The same, and asks the callback for the verify token first; `told` is called on the simulator's thread.
  void call_back(std::string url, std::function<void(bool is_verified)> told);

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<Executor> guard_ = asio::make_work_guard(context_);
  Graph graph_;
  http::Server server_;
  std::thread thread_;
};

}  // namespace parley::simulator
