#pragma once
// An answer on its way into a connection's buffer. The body is written straight behind room left for the
// head, so that both leave in one piece without a copy.

#include "base/task.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parley::http {

// A body that is made piece by piece, each once the one before has left: a client who reads slowly holds up its own
// answer and nothing else. The request that it answers lives as long as it does.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // Appends the next piece to `out`; false where there is none. What it throws cuts the connection off, so that the
  // client sees a body without an end: the status has left already.
  virtual Task<bool> next(std::string& out) = 0;
};

class Reply {
 public:
  // Bytes kept free in front of the body for the status line and the headers.
  static constexpr std::size_t headroom = 512;

  int status = 200;
  std::string_view content_type =
      "application/json; charset=utf-8";  // text of static life; empty: no such header
  std::string headers;                    // further header lines, each ended by \r\n
  bool close = false;                     // end the connection behind this answer
  std::unique_ptr<BodySource> source;     // the body, where it is not in `out`, which stays empty then
  // How long the source's body is, where that is known: it is not sent in chunks then, and the connection is cut off where
  // the source gives another number.
  std::optional<std::uint64_t> source_bytes;

  Reply() { clear(); }

  // What the body is appended to. Nothing before `headroom` may be touched.
  std::string& out() { return bytes_; }
  [[nodiscard]] std::string_view body() const { return std::string_view(bytes_).substr(start_); }

  // Back to an empty 200, keeping the memory.
  void clear();
  // Drops what was written of the body, for a refusal to take its place.
  void clear_body();

  // `name` and `value` must hold no line break; a value that does is cut there.
  void add_header(std::string_view name, std::string_view value);

  // Writes the head in front of the body and gives both as one piece. `keep_alive` false adds Connection:
  // close; `head_only` is for HEAD and gives the length without the body. Valid until the next change.
  std::string_view finish(bool keep_alive, bool head_only, std::string_view date);
  // The head alone, of a source's body: of `source_bytes`, in chunks, or ending with the connection.
  std::string_view finish_head(bool keep_alive, bool chunked, std::string_view date);

 private:
  std::size_t put_head(bool keep_alive, std::string_view framing, std::string_view date);

  std::string bytes_;
  std::size_t start_ = headroom;  // of the body; moves only when a head did not fit in front of it
};

}  // namespace parley::http
