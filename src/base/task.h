#pragma once
// The coroutine every journey is written in. It runs on one thread's io_context from start to end; the
// executor is the concrete type because a type-erased one costs an allocation an operation (docs/performance.md).

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace parley {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

template <class T = void>
using Task = asio::awaitable<T, Executor>;

}  // namespace parley
