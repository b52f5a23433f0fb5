#pragma once
// Which addresses are of the public internet: what a stranger may make this server connect to.

#include <boost/asio/ip/address.hpp>

namespace parley::http {

// False of every block that IANA's special-purpose registries (RFC 6890) call not globally reachable, of multicast, and of
// IPv6 addresses that stand for an IPv4 one which is not public, or may (6to4, Teredo, NAT64).
bool is_public(const boost::asio::ip::address& address);

}  // namespace parley::http
