#include "http/large_body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace parley::http {
namespace {

constexpr std::size_t let_go_at_once = 1 << 20;
constexpr std::size_t reserved_at_once = 4 << 20;

bool has_place(const LargeBodyRoom& room, std::string_view remote) {
  if (room.rules == nullptr || room.open >= room.rules->at_once) return false;
  const auto of_address = room.of_addresses.find(remote);
  return of_address == room.of_addresses.end() || of_address->second < room.rules->of_one_address;
}

}  // namespace

std::optional<LargeBody> LargeBody::make(LargeBodyRoom& room, std::size_t bytes, std::string_view remote) {
  if (!has_place(room, remote)) return std::nullopt;
  const int file = ::open(room.rules->folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return std::nullopt;
  const bool is_as_long = ::ftruncate(file, static_cast<off_t>(bytes)) == 0;
  void* const data =
      is_as_long ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  if (data == MAP_FAILED) {
    ::close(file);
    return std::nullopt;
  }
  LargeBody made(room, file, static_cast<char*>(data), bytes, remote);
  if (!made.leaves_enough(bytes) || !made.reserve(1)) return std::nullopt;
  return made;
}

LargeBody::LargeBody(LargeBodyRoom& room, int file, char* data, std::size_t size, std::string_view remote)
    : room_(&room), file_(file), data_(data), size_(size), remote_(remote) {
  ++room.open;
  ++room.of_addresses[remote_];
}

LargeBody::LargeBody(LargeBody&& other) noexcept
    : room_(std::exchange(other.room_, nullptr)),
      file_(other.file_),
      data_(other.data_),
      size_(other.size_),
      remote_(std::move(other.remote_)),
      reserved_(other.reserved_),
      let_go_(other.let_go_) {}

LargeBody::~LargeBody() {
  if (room_ == nullptr) return;
  ::munmap(data_, size_);
  ::close(file_);
  --room_->open;
  const auto of_address = room_->of_addresses.find(remote_);
  if (--of_address->second == 0) room_->of_addresses.erase(of_address);
}

bool LargeBody::leaves_enough(std::size_t bytes) const {
  struct statvfs about{};
  if (::fstatvfs(file_, &about) != 0) return false;
  return std::uint64_t{about.f_bavail} * about.f_frsize >= room_->rules->leaves_free + bytes;
}

// Without its blocks a full disk would end the process where the mapping is written.
bool LargeBody::reserve(std::size_t until) {
  if (until <= reserved_) return true;
  const auto end = std::min(size_, std::max(until, reserved_ + reserved_at_once));
  if (!leaves_enough(end - reserved_)) return false;
  const auto from = static_cast<off_t>(reserved_);
  if (::posix_fallocate(file_, from, static_cast<off_t>(end - reserved_)) != 0) return false;
  reserved_ = end;
  return true;
}

void LargeBody::written(std::size_t until) {
  const auto end = until / let_go_at_once * let_go_at_once;
  if (end <= let_go_) return;
  ::madvise(data_ + let_go_, end - let_go_, MADV_DONTNEED);  // of a shared mapping: the file keeps it
  let_go_ = end;
}

}  // namespace parley::http
