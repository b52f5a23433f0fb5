// The TLS part of Asio, compiled once; see asio.cpp.

#include <boost/asio/ssl/impl/src.hpp>
