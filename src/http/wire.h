#pragma once
// One connection of a client to its origin: opened once, then any number of requests, one after the other.

#include "base/task.h"
#include "http/client.h"
#include "http/stream.h"

#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parley::http {

struct Origin {
  bool secure = false;
  std::string host;  // a name or an address, without brackets
  std::string port;
  std::string authority;     // as the Host header spells it
  bool public_only = false;  // see Client::Options
};

// Throws std::invalid_argument where `text` is not http://host[:port] or https://host[:port].
Origin parse_origin(std::string_view text);

// Who is told how far an exchange is.
class Watch {
 public:
  enum class Step { connecting, writing, writing_the_last, reading, taking };

  virtual ~Watch() = default;
  // Once more for each piece that is written, read or taken by a sink; a head is one.
  virtual void at(Step step) = 0;
};

// One request and how its answer is taken. What it refers to must live until the outcome is there.
struct Exchange {
  std::string_view bytes;  // the head, and as much of the body as is there
  BodySource* source = nullptr;
  std::uint64_t source_bytes = 0;
  std::string_view tail;
  bool head_only = false;
  std::size_t body_limit = 0;
  BodySink* sink = nullptr;
  Watch* watch = nullptr;
};

// What became of one request.
struct Outcome {
  error_code error;
  bool untouched = false;   // not one byte of the request was written
  bool sent = false;        // the whole request was handed to the system
  bool answered = false;    // at least one byte came back
  bool keep_alive = false;  // the wire can be used again
  ClientReply reply;        // whole where there is no error
};

class Wire {
 public:
  virtual ~Wire() = default;

  virtual Task<error_code> open() = 0;
  // What a source or a sink throws goes through.
  virtual Task<Outcome> exchange(Exchange what) = 0;
  // Neither closed by the other side nor talked to out of turn since the last answer.
  virtual bool is_quiet() = 0;
  // Ends what is under way, with an error: no source and no sink is asked for anything then.
  virtual void abort() = 0;
};

// `origin` and `context` must outlive the wire; only a secure origin needs the latter.
std::unique_ptr<Wire> make_wire(Executor executor, const Origin& origin, asio::ssl::context* context);

}  // namespace parley::http
