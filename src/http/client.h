#pragma once
// A small HTTP/1.1 client for one origin: a pool of keep-alive connections on one io_context, deadlines, TLS
// verified against the system's roots.

#include "base/task.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::http {

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct ClientReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class Client {
 public:
  struct Options {
    std::chrono::milliseconds deadline{10'000};  // for one call, connecting included
    std::size_t connections = 8;                 // kept at most
    std::size_t body_bytes = 8 * 1024 * 1024;    // of an answer, at most
  };

  // `origin` is http://host[:port] or https://host[:port]; anything else throws std::invalid_argument.
  Client(asio::io_context& context, std::string_view origin, Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Throws std::system_error when no whole answer came in time. Never sends a request twice, except when a
  // kept connection turned out closed before one byte of the answer came and the method is GET.
  Task<ClientReply> call(ClientRequest request);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace parley::http
