#pragma once
// The sockets and timers of this room: typed executors throughout, so that no operation allocates for a
// type-erased one.

#include "base/task.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace parley::http {

using asio::ip::tcp;
using boost::system::error_code;

using PlainStream = asio::basic_stream_socket<tcp, Executor>;
using TlsStream = asio::ssl::stream<PlainStream>;

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// Awaits an operation and gives its error beside its outcome instead of throwing it.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> awaiting{
    asio::use_awaitable_t<Executor>{}};

inline PlainStream& socket_of(PlainStream& stream) { return stream; }
inline PlainStream& socket_of(TlsStream& stream) { return stream.next_layer(); }

}  // namespace parley::http
