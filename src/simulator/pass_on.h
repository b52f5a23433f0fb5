#pragma once
// How what a coroutine of its own throws reaches somebody.

#include <exception>

namespace parley::simulator {

// Through the context to whoever runs it: a broken machine.
inline void pass_on(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

}  // namespace parley::simulator
