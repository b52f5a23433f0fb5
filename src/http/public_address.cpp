#include "http/public_address.h"

#include <cstdint>

namespace parley::http {
namespace {

namespace ip = boost::asio::ip;

struct Block {
  std::uint32_t first;
  int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c = 0) {
  return a << 24 | b << 16 | c << 8;
}

constexpr Block not_public[] = {
    {v4(0, 0), 8},           // this network
    {v4(10, 0), 8},          // private
    {v4(100, 64), 10},       // of carriers
    {v4(127, 0), 8},         // this host
    {v4(169, 254), 16},      // of the link; clouds tell secrets there
    {v4(172, 16), 12},       // private
    {v4(192, 0), 24},        // of protocols
    {v4(192, 0, 2), 24},     // of documents
    {v4(192, 88, 99), 24},   // 6to4 relays
    {v4(192, 168), 16},      // private
    {v4(198, 18), 15},       // of benchmarks
    {v4(198, 51, 100), 24},  // of documents
    {v4(203, 0, 113), 24},   // of documents
    {v4(224, 0), 3},         // multicast, reserved, broadcast
};

bool is_public_v4(const ip::address_v4& address) {
  for (const auto& [first, bits] : not_public) {
    if ((address.to_uint() ^ first) >> (32 - bits) == 0) return false;
  }
  return true;
}

// 2000::/3 is all that is given out; of it 2001::/23 is of protocols (Teredo among them), 2001:db8::/32 and 3fff::/20 are
// of documents, and 2002::/16 is 6to4.
bool is_public_v6(const ip::address_v6& address) {
  if (address.is_v4_mapped()) return is_public_v4(ip::make_address_v4(ip::v4_mapped, address));
  const auto bytes = address.to_bytes();
  const unsigned first = bytes[0] << 8U | bytes[1], second = bytes[2] << 8U | bytes[3];
  if (first >> 13U != 1) return false;
  if (first == 0x2001 && (second < 0x200 || second == 0xdb8)) return false;
  if (first == 0x3fff && second < 0x1000) return false;
  return first != 0x2002;
}

}  // namespace

bool is_public(const ip::address& address) {
  return address.is_v4() ? is_public_v4(address.to_v4()) : is_public_v6(address.to_v6());
}

}  // namespace parley::http
