#pragma once
// The two TLS contexts of this room: ours as a server, and the one that trusts what the system trusts.

#include "http/server.h"

#include <boost/asio/ssl/context.hpp>

namespace parley::http {

// Both throw std::system_error where a file cannot be read or holds no such thing.
asio::ssl::context server_context(const Tls& tls);
asio::ssl::context client_context();

}  // namespace parley::http
