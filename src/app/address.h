#pragma once
// Where to listen.

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::app {

struct Address {
  std::string host;  // an IP address
  std::uint16_t port = 0;
};

// HOST:PORT, [IPv6]:PORT, :PORT for every address, localhost:PORT. Throws Problem::invalid for anything else.
Address parse_address(std::string_view text);

// host:port, as in a URL.
std::string spell(const Address& address);

// Throws Problem::conflict where somebody listens there already: with SO_REUSEPORT, which our threads need
// among themselves, a second server of the same user would share the port unnoticed.
void refuse_taken(const Address& address);

}  // namespace parley::app
