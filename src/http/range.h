#pragma once
// A part of a body that is asked for: Range and If-Range (RFC 9110, 13.1.5 and 14.2), one range of bytes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::http {

struct ByteRange {
  std::uint64_t first = 0, count = 0;
  bool operator==(const ByteRange&) const = default;
};

struct RangeAnswer {
  enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
  ByteRange range;  // of the whole, too; empty where it cannot be satisfied
};

// `range`: the header's value, nothing where there is none. What is malformed, of another unit or of several ranges is
// answered whole, as RFC 9110 allows. `size` is the body's.
RangeAnswer read_range(std::optional<std::string_view> range, std::uint64_t size);

// Whether If-Range lets a range through: it names this very strong tag. `etag` with its quotes.
bool if_range_holds(std::optional<std::string_view> if_range, std::string_view etag);

// Whether If-None-Match names that tag, or any.
bool none_match_hits(std::optional<std::string_view> if_none_match, std::string_view etag);

// "bytes 0-99/1000", and "bytes */1000" where nothing of it is sent.
std::string content_range(const RangeAnswer& answer, std::uint64_t size);

}  // namespace parley::http
