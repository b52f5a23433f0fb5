#include "store/postgres/fiber_stack.h"

#include "store/postgres/sanitizers.h"

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace parley::postgres {
namespace {

constexpr std::size_t guard_bytes = 4096;  // below the stack; whoever runs over it dies at once
constexpr std::size_t stack_bytes = is_sanitized ? 1 << 20 : 256 << 10;
constexpr std::size_t most_kept = 64;

// The lowest addresses, guard included.
class Kept {
 public:
  ~Kept() {
    for (void* base : free) ::munmap(base, guard_bytes + stack_bytes);
  }
  std::vector<void*> free;
};

Kept& kept() {
  thread_local Kept stacks;
  return stacks;
}

void* fresh() {
  constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
  void* base = ::mmap(nullptr, guard_bytes + stack_bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (base == MAP_FAILED) throw std::bad_alloc();
  ::mprotect(base, guard_bytes, PROT_NONE);
  return base;
}

}  // namespace

boost::context::stack_context FiberStack::allocate() {
  auto& free = kept().free;
  void* base = nullptr;
  if (free.empty()) {
    base = fresh();
  } else {
    base = free.back();
    free.pop_back();
  }
  boost::context::stack_context stack;
  stack.size = stack_bytes;
  stack.sp = static_cast<char*>(base) + guard_bytes + stack_bytes;
  forget_frames(static_cast<char*>(base) + guard_bytes, stack_bytes);
  return stack;
}

void FiberStack::deallocate(boost::context::stack_context& stack) noexcept {
  void* base = static_cast<char*>(stack.sp) - stack.size - guard_bytes;
  auto& free = kept().free;
  if (free.size() < most_kept) {
    free.push_back(base);
  } else {
    ::munmap(base, guard_bytes + stack_bytes);
  }
}

}  // namespace parley::postgres
