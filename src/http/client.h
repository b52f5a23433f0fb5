#pragma once
// A small HTTP/1.1 client for one origin: a pool of keep-alive connections on one io_context, deadlines, TLS
// verified against the system's roots.

#include "base/task.h"
#include "http/reply.h"

#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace parley::http {

// Takes an answer's body piece by piece, each when the one before is done with: what is not taken yet is not read. A call that
// ends at its deadline waits for no piece that is being taken: the sink lives until that is done, and gets no more.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // What it throws ends the call with that.
  virtual Task<> take(std::string_view piece) = 0;
};

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // Where there is one, it follows `body` with exactly `source_bytes`, and `tail` follows it.
  std::shared_ptr<BodySource> source;
  std::uint64_t source_bytes = 0;
  std::string tail;
  // Gets the body of a 2xx answer, which is left empty then.
  std::shared_ptr<BodySink> sink;

  // In place of the client's own.
  std::optional<std::chrono::milliseconds> deadline;
  std::optional<std::size_t> body_bytes;
};

struct ClientReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The first header of that name; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

// Why no whole answer came.
class CallError : public std::system_error {
 public:
  CallError(std::error_code why, bool may_have_arrived)
      : std::system_error(why), may_have_arrived_(may_have_arrived) {}

  // False: not all of the request was handed to the system, so that nobody can have acted on it. True: nobody knows.
  [[nodiscard]] bool may_have_arrived() const { return may_have_arrived_; }
  // The answer's body is larger than was allowed.
  [[nodiscard]] bool is_too_large() const;

 private:
  bool may_have_arrived_;
};

class Client {
 public:
  struct Options {
    std::chrono::milliseconds deadline{10'000};  // for one call, waiting and connecting included
    std::size_t connections = 8;                 // kept at most
    std::size_t body_bytes = 8 * 1024 * 1024;    // of an answer, at most
    // Connects to no address that is_public (http/public_address.h) denies, whatever the name resolves to: such a call ends
    // with std::errc::permission_denied. For origins that a stranger names.
    bool public_only = false;
    // Whom it trusts, in place of a context of its own; outlives it.
    asio::ssl::context* trust = nullptr;
    // Parts of a call: to resolve the name, connect and shake hands; until a piece is taken; until the answer's head
    // has come, and then until the next bytes of its body. What a sink does with them counts for the whole alone.
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds write{30'000};
    std::chrono::milliseconds read{60'000};
  };

  // `origin` is http://host[:port] or https://host[:port]; anything else throws std::invalid_argument.
  Client(asio::io_context& context, std::string_view origin, Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Throws CallError when no whole answer came in time. Never sends a request twice, except when a kept
  // connection turned out closed: before one byte of a GET's answer came, or, whatever the method, before one
  // byte of the request could be written.
  Task<ClientReply> call(ClientRequest request);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace parley::http
