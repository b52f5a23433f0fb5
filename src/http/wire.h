#pragma once
// One connection of a client to its origin: opened once, then any number of requests, one after the other.

#include "base/task.h"
#include "http/client.h"
#include "http/stream.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace parley::http {

struct Origin {
  bool secure = false;
  std::string host;  // a name or an address, without brackets
  std::string port;
  std::string authority;  // as the Host header spells it
};

// Throws std::invalid_argument where `text` is not http://host[:port] or https://host[:port].
Origin parse_origin(std::string_view text);

// What became of one request.
struct Outcome {
  error_code error;
  bool answered = false;    // at least one byte came back
  bool keep_alive = false;  // the wire can be used again
  ClientReply reply;        // whole where there is no error
};

class Wire {
 public:
  virtual ~Wire() = default;

  virtual Task<error_code> open() = 0;
  // `bytes` is the whole request and must live until the outcome is there.
  virtual Task<Outcome> exchange(std::string_view bytes, bool head_only, std::size_t body_limit) = 0;
  // Neither closed by the other side nor talked to out of turn since the last answer.
  virtual bool is_quiet() = 0;
  // Ends what is under way, with an error.
  virtual void abort() = 0;
};

// `origin` and `context` must outlive the wire; only a secure origin needs the latter.
std::unique_ptr<Wire> make_wire(Executor executor, const Origin& origin, asio::ssl::context* context);

}  // namespace parley::http
