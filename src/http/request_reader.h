#pragma once
// Turns a connection's bytes into requests, with no socket in it. The head stays where it was read, so that a
// request is made of views; the memory kept between two requests is small.

#include "http/chunks.h"
#include "http/head_parser.h"
#include "http/large_body.h"
#include "http/request.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::http {

class RequestReader {
 public:
  // asks: whether the request may have a body as large as it says; admit() goes on.
  enum class State { more, ready, refused, asks };

  // Kept by a connection that waits for its next request.
  static constexpr std::size_t bytes_at_rest = 4096;

  // `remote` is kept as a view. `large`, where it is given, outlives it.
  RequestReader(std::size_t head_limit, std::size_t body_limit, std::string_view remote, bool secure,
                LargeBodyRoom* large = nullptr);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Where the next bytes go, and how many came. Not to be asked for while a request is being answered.
  std::span<char> room();
  void took(std::size_t count);

  // Reads as far as the bytes reach. Behind `ready`, request() holds until next(); behind `refused` nothing
  // follows.
  State parse();
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] bool keep_alive() const { return parser_ && parser_->keep_alive(); }
  [[nodiscard]] bool is_http_1_0() const { return parser_ && parser_->version() == 10; }
  // Behind `asks`: reads on, or refuses the request where that is no 0.
  State admit(int refusal);
  // How long the large body is that is being read; 0: there is none.
  [[nodiscard]] std::size_t large_bytes() const { return large_ ? body_length_ : 0; }
  // The status a refused request is to be answered with.
  [[nodiscard]] int refusal() const { return refusal_; }

  // True once for a request whose sender waits for 100 Continue before the body.
  bool take_continue();
  // True once for each MiB of a large body that came.
  bool take_progress();
  // No byte of a next request has come.
  [[nodiscard]] bool idle() const { return !parser_ && begin_ == end_; }

  // Drops the request that was answered, and the memory it needed beyond the usual.
  void next();

 private:
  State parse_head();
  State begin_body();
  State parse_chunks();
  State refuse(int status);
  State ready(std::string_view body);
  [[nodiscard]] int fault_of_head() const;
  [[nodiscard]] bool reads_into_body() const { return parser_ && !parser_->chunked(); }
  [[nodiscard]] std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void move_unread_to(std::size_t place);

  std::size_t head_limit_;
  std::size_t body_limit_;
  LargeBodyRoom* large_room_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;           // of what is not yet parsed
  std::size_t end_ = 0;             // of what was read
  std::size_t scanned_ = 0;         // bytes behind begin_ in which no head ends
  std::size_t head_stop_ = 0;       // where the head that views point into ends; chunks are read behind it
  std::string body_;                // of a request whose body did not come together with its head
  std::optional<LargeBody> large_;  // where the body is instead
  std::size_t told_progress_ = 0;   // of a large one, in MiB
  std::size_t body_filled_ = 0;
  std::size_t body_length_ = 0;
  std::optional<HeadParser> parser_;  // from the end of a head on
  Chunks chunks_;
  Request request_;
  int refusal_ = 0;
  bool continue_due_ = false;
};

}  // namespace parley::http
