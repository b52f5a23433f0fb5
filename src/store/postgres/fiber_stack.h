#pragma once
// The stacks that fibers run on, kept for the next one by each thread. What a stack never touched takes no memory.

#include <boost/context/stack_context.hpp>

namespace parley::postgres {

// As boost::context wants it.
class FiberStack {
 public:
  boost::context::stack_context allocate();
  void deallocate(boost::context::stack_context& stack) noexcept;
};

}  // namespace parley::postgres
