#include "http/large_body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace parley::http {
namespace {

constexpr std::size_t let_go_at_once = 1 << 20;

}  // namespace

std::optional<LargeBody> LargeBody::make(LargeBodyRoom& room, std::size_t bytes) {
  if (room.rules == nullptr || room.open >= room.rules->at_once) return std::nullopt;
  const int file = ::open(room.rules->folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return std::nullopt;
  // Without its blocks a full disk would end the process where the mapping is written.
  const bool has_room = ::posix_fallocate(file, 0, static_cast<off_t>(bytes)) == 0;
  void* const data =
      has_room ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  ::close(file);
  if (data == MAP_FAILED) return std::nullopt;
  return LargeBody(room, static_cast<char*>(data), bytes);
}

LargeBody::LargeBody(LargeBody&& other) noexcept
    : room_(std::exchange(other.room_, nullptr)),
      data_(std::exchange(other.data_, nullptr)),
      size_(other.size_),
      let_go_(other.let_go_) {}

LargeBody::~LargeBody() {
  if (room_ == nullptr) return;
  ::munmap(data_, size_);
  --room_->open;
}

void LargeBody::written(std::size_t until) {
  const auto end = until / let_go_at_once * let_go_at_once;
  if (end <= let_go_) return;
  ::madvise(data_ + let_go_, end - let_go_, MADV_DONTNEED);  // of a shared mapping: the file keeps it
  let_go_ = end;
}

}  // namespace parley::http
