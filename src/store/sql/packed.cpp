#include "store/sql/packed.h"

namespace parley::sql {

void append_varint(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

std::uint64_t take_varint(std::string_view& packed) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64 && !packed.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(packed[0]);
    packed.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return number;
  }
  packed = {};
  return 0;
}

Packer& Packer::put(Cold tag, std::string_view text) {
  if (text.empty()) return *this;
  bytes_ += static_cast<char>(tag);
  append_varint(bytes_, text.size());
  bytes_ += text;
  return *this;
}

Packer& Packer::put(Cold tag, std::uint64_t number) {
  if (number == 0) return *this;
  std::string text;
  append_varint(text, number);
  return put(tag, std::string_view(text));
}

std::string_view packed_text(std::string_view packed, Cold tag) {
  std::string_view found;
  each_packed(packed, [&](Cold each, std::string_view text) {
    if (each == tag) found = text;
  });
  return found;
}

std::uint64_t packed_number(std::string_view packed, Cold tag) {
  auto text = packed_text(packed, tag);
  return take_varint(text);
}

}  // namespace parley::sql
