// Asio's own code, compiled once here instead of in every file that includes its headers.

#include <boost/asio/impl/src.hpp>
