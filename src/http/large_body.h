#pragma once
// Bodies of requests that are too large to be kept in memory: they come into a file without a name, which is mapped, so that
// a handler reads them as it reads any other.

#include "http/request.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::http {

struct LargeBodies {
  std::string folder;                          // where the files are, on a disk with room for them
  std::size_t most_bytes = 0;                  // of one
  int at_once = 4;                             // of a thread; above: 503
  bool (*may_have)(const Request&) = nullptr;  // by method and path, once the head is there; others get 413
};

// Those of one thread.
struct LargeBodyRoom {
  const LargeBodies* rules = nullptr;  // null: there are none
  int open = 0;
};

class LargeBody {
 public:
  // Nothing where the disk has no room for it, or too many are open.
  static std::optional<LargeBody> make(LargeBodyRoom& room, std::size_t bytes);
  ~LargeBody();
  LargeBody(LargeBody&& other) noexcept;
  LargeBody& operator=(LargeBody&&) = delete;

  [[nodiscard]] std::span<char> bytes() const { return {data_, size_}; }
  [[nodiscard]] std::string_view text() const { return {data_, size_}; }
  // What is before that place was written: it need not stay in memory.
  void written(std::size_t until);

 private:
  LargeBody(LargeBodyRoom& room, char* data, std::size_t size) : room_(&room), data_(data), size_(size) {
    ++room.open;
  }

  LargeBodyRoom* room_;
  char* data_;
  std::size_t size_;
  std::size_t let_go_ = 0;
};

}  // namespace parley::http
