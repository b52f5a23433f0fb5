#pragma once
// Bodies of requests that are too large to be kept in memory: they come into a file without a name, which is mapped, so that
// a handler reads them as it reads any other.

#include "base/task.h"
#include "http/request.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::http {

struct LargeBodies {
  std::string folder;                  // where the files are, on a disk with room for them
  std::size_t most_bytes = 0;          // of one
  int at_once = 4;                     // of a thread; above: 503
  int of_one_address = 3;              // of those; above: 503, so that no client takes all
  std::size_t least_rate = 128 << 10;  // bytes a second over the whole of it; slower ones are cut off
  std::uint64_t leaves_free = 0;       // of the disk, in bytes; what would leave less gets 503
  // Whose a body may be, asked once the head is there and before the body is read, which is empty then: 0, or the status that
  // it is refused with. What it throws is 503.
  std::function<Task<int>(const Request&)> judge;
};

// Those of one thread.
struct LargeBodyRoom {
  const LargeBodies* rules = nullptr;  // null: there are none
  int open = 0;
  std::map<std::string, int, std::less<>> of_addresses;  // that have some
};

class LargeBody {
 public:
  // Nothing where the disk has no room for it, or too many are open, of all or of that address.
  static std::optional<LargeBody> make(LargeBodyRoom& room, std::size_t bytes, std::string_view remote);
  ~LargeBody();
  LargeBody(LargeBody&& other) noexcept;
  LargeBody& operator=(LargeBody&&) = delete;

  [[nodiscard]] std::span<char> bytes() const { return {data_, size_}; }
  [[nodiscard]] std::string_view text() const { return {data_, size_}; }
  // Must be asked before something is written before that place, which is then sure to have its blocks: false where the
  // disk has no more of them. They are taken piece by piece, since the thread waits for it.
  bool reserve(std::size_t until);
  // What is before that place was written: it need not stay in memory.
  void written(std::size_t until);

 private:
  LargeBody(LargeBodyRoom& room, int file, char* data, std::size_t size, std::string_view remote);
  [[nodiscard]] bool leaves_enough(std::size_t bytes) const;

  LargeBodyRoom* room_;
  int file_;
  char* data_;
  std::size_t size_;
  std::string remote_;
  std::size_t reserved_ = 0, let_go_ = 0;
};

}  // namespace parley::http
