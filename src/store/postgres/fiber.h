#pragma once
// Straight-on code that waits without holding up its thread. It runs on a stack of its own; where it has to wait, the
// thread goes back to its event loop until what is waited for is there. So statements that SQLite answers on the spot
// read the same where the answer comes over a socket.

#include "base/function_ref.h"
#include "base/task.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/wait_traits.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

namespace parley::postgres {

using Moment = std::chrono::steady_clock::time_point;

class Fiber;

// What a fiber that waits ends with when nobody can resume it any more: its event loop is being taken down.
struct Abandoned : std::runtime_error {
  Abandoned() : std::runtime_error("the event loop ends") {}
};

// Lets a waiting fiber go on. To be called once, on the fiber's thread; where it goes uncalled, what the fiber waits in
// throws Abandoned.
class Resume {
 public:
  explicit Resume(Fiber& fiber) : fiber_(&fiber) {}
  Resume(Resume&& other) noexcept : fiber_(std::exchange(other.fiber_, nullptr)) {}
  Resume& operator=(Resume&&) = delete;
  ~Resume();
  void operator()();

 private:
  Fiber* fiber_;
};

// Runs `work` in a fiber of this thread, and ends with it; throws what it throws. `work` must outlive the call, and
// must not wait while it handles an exception or ends by one: no destructor that waits.
Task<> in_fiber(FunctionRef<void()> work);

// The same for threads that are no coroutine: starts at once; `over` is called on this thread with what was thrown.
void start_fiber(std::function<void()> work, std::function<void(std::exception_ptr)> over);

// Runs `work` in a fiber to its end, with an event loop of its own. Throws what it throws.
void run_in_fiber(FunctionRef<void(asio::io_context&)> work);

// In a fiber: waits until the Resume that `start` is given is called, which may be at once.
void suspend(FunctionRef<void(Resume)> start);

// What one fiber waits for, and others of its thread tell it.
class Signal {
 public:
  explicit Signal(asio::io_context& context) : timer_(context.get_executor()) {}

  // Whether it was told before that time; told before the wait counts as well. Stands untold afterwards.
  bool wait_until(Moment deadline);
  void wait() { wait_until(Moment::max()); }
  void tell();

 private:
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             Executor>
      timer_;
  bool is_told_ = false;
};

}  // namespace parley::postgres
