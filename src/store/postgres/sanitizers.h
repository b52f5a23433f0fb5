#pragma once
// What the sanitizers have to be told where a thread changes its stack. Nothing in a build without them.

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PARLEY_ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if __has_feature(thread_sanitizer)
#define PARLEY_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif
#endif

namespace parley::postgres {

#if defined(PARLEY_ASAN) || defined(PARLEY_TSAN)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

// A stack that was used before and is used anew.
inline void forget_frames([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t bytes) {
#ifdef PARLEY_ASAN
  __asan_unpoison_memory_region(bottom, bytes);
#endif
}

// Both sides of a change of stacks, as one of them sees it.
class StackChange {
 public:
  // Of a fiber, before its first run.
  void make() {
#ifdef PARLEY_TSAN
    inside_ = __tsan_create_fiber(0);
#endif
  }
  // Of a fiber that is over; on another stack.
  void end() {
#ifdef PARLEY_TSAN
    __tsan_destroy_fiber(inside_);
#endif
  }

  // Around the change from the thread into the fiber, on the thread's stack.
  void enter([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t bytes) {
#ifdef PARLEY_ASAN
    __sanitizer_start_switch_fiber(&outer_frames_, bottom, bytes);
#endif
#ifdef PARLEY_TSAN
    outside_ = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(inside_, 0);
#endif
  }
  void entered_again() {
#ifdef PARLEY_ASAN
    __sanitizer_finish_switch_fiber(outer_frames_, nullptr, nullptr);
#endif
  }

  // Around the change back, on the fiber's stack. The last one leaves for good.
  void leave([[maybe_unused]] bool for_good) {
#ifdef PARLEY_ASAN
    __sanitizer_start_switch_fiber(for_good ? nullptr : &inner_frames_, outer_bottom_, outer_bytes_);
#endif
#ifdef PARLEY_TSAN
    __tsan_switch_to_fiber(outside_, 0);
#endif
  }
  void arrived() {
#ifdef PARLEY_ASAN
    __sanitizer_finish_switch_fiber(inner_frames_, &outer_bottom_, &outer_bytes_);
#endif
  }

 private:
#ifdef PARLEY_ASAN
  void* outer_frames_ = nullptr;
  void* inner_frames_ = nullptr;
  const void* outer_bottom_ = nullptr;
  std::size_t outer_bytes_ = 0;
#endif
#ifdef PARLEY_TSAN
  void* inside_ = nullptr;
  void* outside_ = nullptr;
#endif
};

}  // namespace parley::postgres
