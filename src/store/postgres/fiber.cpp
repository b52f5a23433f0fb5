#include "store/postgres/fiber.h"

#include "store/postgres/fiber_stack.h"
#include "store/postgres/sanitizers.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/context/fiber.hpp>
#include <cxxabi.h>

#include <cstring>
#include <optional>

namespace parley::postgres {
namespace {

namespace ctx = boost::context;

// The exceptions that are being handled or on their way; the C++ runtime keeps them for each thread, but each stack has
// its own. The layout is fixed by the Itanium C++ ABI.
struct Exceptions {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

void exchange_exceptions(Exceptions& ours) {
  auto* const of_thread = reinterpret_cast<Exceptions*>(abi::__cxa_get_globals());
  std::swap(*of_thread, ours);
}

thread_local Fiber* current = nullptr;

}  // namespace

class Fiber : public std::enable_shared_from_this<Fiber> {
 public:
  using Over = std::function<void(std::exception_ptr)>;

  explicit Fiber(FunctionRef<void()> work) : work_(work) {}

  // Runs it until it waits or is over.
  void go() {
    const auto self = shared_from_this();
    if (!inside_ && !is_over_) make();
    auto* const before = std::exchange(current, this);
    state_ = State::running;
    change_.enter(bottom_, bytes_);
    exchange_exceptions(exceptions_);
    inside_ = std::move(inside_).resume();
    exchange_exceptions(exceptions_);
    change_.entered_again();
    current = before;
    if (is_over_) end();
  }

  void resume() {
    if (state_ == State::running) {
      state_ = State::resumed;
    } else {
      go();
    }
  }
  void abandon() {
    is_abandoned_ = true;
    resume();
  }

  void wait(FunctionRef<void(Resume)> start) {
    state_ = State::running;
    start(Resume(*this));
    if (state_ != State::resumed) {
      state_ = State::waiting;
      change_.leave(false);
      outside_ = std::move(outside_).resume();
      change_.arrived();
    }
    state_ = State::running;
    if (is_abandoned_) throw Abandoned();
  }

  [[nodiscard]] bool is_over() const { return is_over_; }
  [[nodiscard]] const std::exception_ptr& thrown() const { return thrown_; }
  void when_over(Over over) { over_ = std::move(over); }

 private:
  enum class State { running, resumed, waiting };

  void make() {
    change_.make();
    FiberStack stacks;
    const auto stack = stacks.allocate();
    bytes_ = stack.size;
    bottom_ = static_cast<char*>(stack.sp) - stack.size;
    const ctx::preallocated place(stack.sp, stack.size, stack);
    inside_ = ctx::fiber(std::allocator_arg, place, stacks, [this](ctx::fiber&& outside) {
      outside_ = std::move(outside);
      change_.arrived();
      run();
      is_over_ = true;
      change_.leave(true);
      return std::move(outside_);
    });
  }

  // What is thrown does not cross stacks by itself.
  void run() {
    try {
      work_();
    } catch (...) {
      thrown_ = std::current_exception();
    }
  }

  void end() {
    change_.end();
    const auto over = std::exchange(over_, nullptr);
    // A caller whose event loop is taken down is taken down with it, and is not told.
    if (over && !is_abandoned_) over(thrown_);
  }

  FunctionRef<void()> work_;
  Over over_;
  ctx::fiber inside_, outside_;
  StackChange change_;
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  Exceptions exceptions_;
  std::exception_ptr thrown_;
  State state_ = State::waiting;
  bool is_over_ = false;
  bool is_abandoned_ = false;
};

Resume::~Resume() {
  if (fiber_ != nullptr) fiber_->abandon();
}

void Resume::operator()() { std::exchange(fiber_, nullptr)->resume(); }

void suspend(FunctionRef<void(Resume)> start) {
  if (current == nullptr) throw std::logic_error("a wait outside of a fiber");
  current->wait(start);
}

Task<> in_fiber(FunctionRef<void()> work) {
  const auto fiber = std::make_shared<Fiber>(work);
  fiber->go();
  if (!fiber->is_over()) {
    asio::use_awaitable_t<Executor> token;
    const auto initiate = [&fiber](auto handler) {
      const auto executor = asio::get_associated_executor(handler);
      const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      fiber->when_over([shared, executor](const std::exception_ptr&) {
        // Not on the stack of another fiber, which would wait with it.
        if (current == nullptr) return std::move(*shared)();
        asio::post(executor, [shared] { std::move (*shared)(); });
      });
    };
    co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(initiate, token);
  }
  if (fiber->thrown()) std::rethrow_exception(fiber->thrown());
}

void start_fiber(std::function<void()> work, std::function<void(std::exception_ptr)> over) {
  const auto held = std::make_shared<std::function<void()>>(std::move(work));
  const auto fiber = std::make_shared<Fiber>(*held);
  const auto ended = [held, fiber, over = std::move(over)](const std::exception_ptr& thrown) {
    over(thrown);
  };
  fiber->when_over(ended);
  fiber->go();
}

void run_in_fiber(FunctionRef<void(asio::io_context&)> work) {
  asio::io_context context{1};
  std::exception_ptr thrown;
  start_fiber([&] { work(context); }, [&](const std::exception_ptr& what) { thrown = what; });
  context.run();
  if (thrown) std::rethrow_exception(thrown);
}

bool Signal::wait_until(Moment deadline) {
  if (!is_told_) {
    timer_.expires_at(deadline);
    suspend([this](Resume resume) {
      timer_.async_wait([resume = std::move(resume)](const boost::system::error_code&) mutable { resume(); });
    });
  }
  return std::exchange(is_told_, false);
}

void Signal::tell() {
  is_told_ = true;
  timer_.cancel();
}

}  // namespace parley::postgres
