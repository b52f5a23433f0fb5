#pragma once
// An answer on its way into a connection's buffer. The body is written straight behind room left for the
// head, so that both leave in one piece without a copy.

#include <string>
#include <string_view>

namespace parley::http {

class Reply {
 public:
  // Bytes kept free in front of the body for the status line and the headers.
  static constexpr std::size_t headroom = 512;

  int status = 200;
  std::string_view content_type =
      "application/json; charset=utf-8";  // text of static life; empty: no such header
  std::string headers;                    // further header lines, each ended by \r\n
  bool close = false;                     // end the connection behind this answer

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

 private:
  std::string bytes_;
  std::size_t start_ = headroom;  // of the body; moves only when a head did not fit in front of it
};

}  // namespace parley::http
