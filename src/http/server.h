#pragma once
// Listens and serves HTTP/1.1 on the io_contexts it is given, one a thread: each has its own listening socket
// (SO_REUSEPORT), and a connection lives and dies on the thread that accepted it.

#include "base/task.h"
#include "http/large_body.h"
#include "http/reply.h"
#include "http/request.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace parley::http {

// Answers one request. Must not throw; awaited to its end before the connection's next request is read.
using Handler = std::function<Task<>(const Request&, Reply&)>;

struct Limits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 4 * 1024 * 1024;  // above: 413 and the connection closes
  std::size_t connections = 20'000;          // a thread; above: 503 and close
  std::chrono::seconds idle{75};             // between requests
  std::chrono::seconds request{30};  // from a request's first byte to its last, and to write an answer
  // Bodies above `body_bytes` that are taken all the same; a request with one has `request` for each MiB, and for the whole
  // as long as their least rate lets it.
  std::optional<LargeBodies> large;
};

struct Tls {
  std::string certificate_file;
  std::string key_file;
};

// What one thread's server has done so far; read from any thread.
struct Counts {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;  // malformed, too large, too many
};

// One thread's share of a listening address.
class Server {
 public:
  // Binds at once. Throws std::system_error where the address is taken or not ours. Port 0 takes a free one.
  Server(asio::io_context& context, const std::string& address, std::uint16_t port, Handler handler,
         Limits limits, const Tls* tls = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Accepts from now on, as long as the context runs.
  void start();
  // Accepts no more; lets requests under way end, closes idle connections. Call on the context's thread.
  void stop();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] Counts counts() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace parley::http
