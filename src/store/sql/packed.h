#pragma once
// A few optional texts in one blob: cold columns cost one field of a row, and nothing where they are empty.

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::sql {

void append_varint(std::string& out, std::uint64_t number);
// Takes a number off the head of `packed`; 0 and an empty rest where it is cut short.
std::uint64_t take_varint(std::string_view& packed);

// Tags are stored: append only.
enum class Cold : unsigned char {
  media_id = 1,
  mime_type,
  sha256,
  filename,
  caption,
  url,
  object,
  errors,
  quoted,
  context,
  referral,
  status_errors,
  author,
  type,
  text,
  delivery,
  offset,
  length,
  flags,
  sent_to,
  message_status,
};

class Packer {
 public:
  // Empty texts and zeroes are not written.
  Packer& put(Cold tag, std::string_view text);
  Packer& put(Cold tag, std::uint64_t number);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Calls `take(tag, text)` for each, tags of later versions included. What is cut short ends it.
template <class Take>
void each_packed(std::string_view packed, const Take& take) {
  while (!packed.empty()) {
    const auto tag = static_cast<Cold>(packed[0]);
    packed.remove_prefix(1);
    const auto length = take_varint(packed);
    if (length == 0 || length > packed.size()) return;
    take(tag, packed.substr(0, length));
    packed.remove_prefix(length);
  }
}

// The text under one tag; empty where there is none.
std::string_view packed_text(std::string_view packed, Cold tag);
std::uint64_t packed_number(std::string_view packed, Cold tag);

}  // namespace parley::sql
