#include "app/address.h"

#include "base/problem.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <charconv>

namespace parley::app {

namespace asio = boost::asio;

Address parse_address(std::string_view text) {
  const auto wrong = [&] {
    return Problem::invalid("listen",
                            "'" + std::string(text) + "' is no address to listen on, as 127.0.0.1:8080");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) throw wrong();
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host == "*") host = "0.0.0.0";
  if (host == "localhost") host = "127.0.0.1";

  Address address{.host = std::string(host)};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc() || end != digits.data() + digits.size()) throw wrong();
  boost::system::error_code no_address;
  asio::ip::make_address(address.host, no_address);
  if (no_address) throw wrong();
  return address;
}

std::string spell(const Address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

void refuse_taken(const Address& address) {
  if (address.port == 0) return;
  asio::io_context context;
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  asio::ip::tcp::acceptor acceptor(context);
  boost::system::error_code error;
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true));
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1, error);
  if (!error) return;
  const auto words = error == asio::error::address_in_use ? std::string("is taken") : error.message();
  throw Problem(Problem::Kind::conflict, "listen",
                spell(address) + " " + words +
                    ": name another by --listen or PARLEY_LISTEN, as --listen 127.0.0.1:0 for a free port");
}

}  // namespace parley::app
