#pragma once
// Bodies in chunks (RFC 9112, 7.1): one that comes, put together, its extensions and trailers read over; and the pieces
// of one that goes.

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::http {

class Chunks {
 public:
  enum class State { more, done, malformed, too_large };

  // Of a chunk's own head, and of the trailers together.
  static constexpr std::size_t most_line_bytes = 512;
  static constexpr std::size_t most_trailer_bytes = 8 * 1024;

  // Takes from the front of `bytes` what it can use and appends to `body`, which may grow to `limit`. Behind
  // `more` at most most_line_bytes are left in `bytes`.
  State decode(std::string_view& bytes, std::string& body, std::size_t limit);

 private:
  enum class Expecting { size, data, end_of_data, trailer };

  State take_size(std::string_view& bytes, std::size_t allowed);
  State take_data(std::string_view& bytes, std::string& body);
  State take_end_of_data(std::string_view& bytes);
  State take_trailer(std::string_view& bytes);

  Expecting expecting_ = Expecting::size;
  std::uint64_t left_ = 0;  // of the chunk under way
  std::size_t trailer_bytes_ = 0;
};

// What is kept free in front of a chunk's data for its size.
constexpr std::size_t chunk_head_room = 18;

// Makes a chunk, in its place, of the data behind that room; valid until `piece` changes. Empty where there is no data:
// an empty chunk would be the end of the body.
std::string_view as_chunk(std::string& piece);

}  // namespace parley::http
