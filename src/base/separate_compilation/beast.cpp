// Beast's own code, compiled once; see asio.cpp.

#include <boost/beast/src.hpp>
