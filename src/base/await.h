#pragma once
// The bridge from a thread that works to a coroutine that waits: started here, told there, resumed here.

#include "base/task.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>

namespace parley {

using Done = std::function<void(std::exception_ptr)>;

// `start` is called at once with what must be called when the work is over, from any thread. What `start` throws is
// thrown here.
template <class Start>
Task<> await(asio::io_context& context, Start start) {
  asio::use_awaitable_t<Executor> token;
  const auto initiate = [&context, &start](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto work = std::make_shared<asio::executor_work_guard<Executor>>(context.get_executor());
    Done done = [shared, work, executor = context.get_executor()](std::exception_ptr why) {
      asio::post(executor, [shared, work, why] { std::move (*shared)(why); });
    };
    try {
      start(done);
    } catch (...) {
      done(std::current_exception());
    }
  };
  co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void(std::exception_ptr)>(initiate, token);
}

}  // namespace parley
