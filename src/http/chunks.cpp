#include "http/chunks.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace parley::http {
namespace {

using enum Chunks::State;

struct Line {
  Chunks::State state;    // done where there is one
  std::string_view text;  // without its end
};

Line take_line(std::string_view& bytes) {
  const auto end = bytes.substr(0, Chunks::most_line_bytes).find('\n');
  if (end == bytes.npos) return {bytes.size() < Chunks::most_line_bytes ? more : malformed, {}};
  if (end == 0 || bytes[end - 1] != '\r') return {malformed, {}};
  const auto text = bytes.substr(0, end - 1);
  bytes.remove_prefix(end + 1);
  return {text.find('\r') == text.npos ? done : malformed, text};
}

std::optional<std::uint64_t> size_of(std::string_view line) {
  std::uint64_t size = 0;
  const auto [stop, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (error != std::errc()) return std::nullopt;
  const auto extension = line.substr(static_cast<std::size_t>(stop - line.data()));
  if (!extension.empty() && std::string_view("; \t").find(extension[0]) == extension.npos)
    return std::nullopt;
  return size;
}

}  // namespace

Chunks::State Chunks::decode(std::string_view& bytes, std::string& body, std::size_t limit) {
  while (!bytes.empty()) {
    auto state = more;
    switch (expecting_) {
      case Expecting::size: state = take_size(bytes, limit - body.size()); break;
      case Expecting::data: state = take_data(bytes, body); break;
      case Expecting::end_of_data: state = take_end_of_data(bytes); break;
      case Expecting::trailer: {
        const bool is_last = bytes.starts_with("\r\n");
        state = take_trailer(bytes);
        if (is_last) return state;
      }
    }
    if (state != done) return state;
  }
  return more;
}

Chunks::State Chunks::take_size(std::string_view& bytes, std::size_t allowed) {
  const auto line = take_line(bytes);
  if (line.state != done) return line.state;
  const auto size = size_of(line.text);
  if (!size) return malformed;
  if (*size > allowed) return too_large;
  left_ = *size;
  expecting_ = left_ == 0 ? Expecting::trailer : Expecting::data;
  return done;
}

Chunks::State Chunks::take_data(std::string_view& bytes, std::string& body) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  body += bytes.substr(0, count);
  bytes.remove_prefix(count);
  left_ -= count;
  if (left_ == 0) expecting_ = Expecting::end_of_data;
  return done;
}

Chunks::State Chunks::take_end_of_data(std::string_view& bytes) {
  constexpr std::string_view end = "\r\n";
  if (!end.starts_with(bytes.substr(0, end.size()))) return malformed;
  if (bytes.size() < end.size()) return more;
  bytes.remove_prefix(end.size());
  expecting_ = Expecting::size;
  return done;
}

Chunks::State Chunks::take_trailer(std::string_view& bytes) {
  const auto line = take_line(bytes);
  trailer_bytes_ += line.text.size();
  return trailer_bytes_ > most_trailer_bytes ? malformed : line.state;
}

std::string_view as_chunk(std::string& piece) {
  const auto size = piece.size() - chunk_head_room;
  if (size == 0) return {};
  char head[chunk_head_room];
  auto* end = std::to_chars(head, head + chunk_head_room - 2, size, 16).ptr;
  end = std::copy_n("\r\n", 2, end);
  const auto from = chunk_head_room - static_cast<std::size_t>(end - head);
  std::copy(head, end, piece.data() + from);
  piece += "\r\n";
  return std::string_view(piece).substr(from);
}

}  // namespace parley::http
