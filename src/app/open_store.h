#pragma once
// A store as a command uses it: one thread, one question after the other, each waited for.

#include "app/config.h"
#include "store/store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace parley::app {

class OpenStore {
 public:
  explicit OpenStore(const Config& config)
      : engine_(open_engine({.store = config.store, .polite = true})), store_(engine_->open(context_)) {}

  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] asio::io_context& context() { return context_; }

  // Runs `task` to its end; throws what it throws.
  template <class T>
  T wait(Task<T> task) {
    std::optional<std::exception_ptr> ended;
    std::optional<T> result;
    asio::co_spawn(context_, std::move(task), [&](std::exception_ptr error, T value) {
      ended = error;
      if (!error) result = std::move(value);
    });
    run_until(ended);
    return std::move(*result);
  }
  void wait(Task<> task) {
    std::optional<std::exception_ptr> ended;
    asio::co_spawn(context_, std::move(task), [&](std::exception_ptr error) { ended = error; });
    run_until(ended);
  }

 private:
  // What the writer's thread posts may be all there is to wait for: the guard keeps the context up till then.
  void run_until(const std::optional<std::exception_ptr>& ended) {
    const auto guard = asio::make_work_guard(context_);
    context_.restart();
    while (!ended) context_.run_one();
    if (*ended) std::rethrow_exception(*ended);
  }

  asio::io_context context_{1};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
};

}  // namespace parley::app
