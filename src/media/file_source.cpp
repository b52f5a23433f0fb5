#include "media/file_source.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace parley::media {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

// How much was read; nothing where the disk would have to be waited for.
std::optional<std::size_t> read_at_once(int file, char* into, std::size_t most, std::uint64_t at) {
  iovec place{.iov_base = into, .iov_len = most};
  const auto count = ::preadv2(file, &place, 1, static_cast<off_t>(at), RWF_NOWAIT);
  if (count <= 0) return std::nullopt;
  return static_cast<std::size_t>(count);
}

std::size_t read_now(int file, char* into, std::size_t most, std::uint64_t at) {
  for (;;) {
    const auto count = ::pread(file, into, most, static_cast<off_t>(at));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "a file cannot be read");
  }
}

}  // namespace

Task<bool> FileSource::next(std::string& out) {
  if (left_ == 0) co_return false;
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_bytes));
  const auto start = out.size();
  out.resize(start + most);
  auto count = read_at_once(file_.file->descriptor(), out.data() + start, most, at_);
  if (!count) {
    const auto work = [&] { count = read_now(file_.file->descriptor(), out.data() + start, most, at_); };
    co_await reads_.run(work);
  }
  out.resize(start + *count);
  at_ += *count;
  left_ -= *count;
  co_return *count > 0;  // a file that became shorter: what was promised does not come
}

Task<bool> TextSource::next(std::string& out) {
  const auto piece = left_.substr(0, piece_bytes);
  out += piece;
  left_.remove_prefix(piece.size());
  co_return !piece.empty();
}

}  // namespace parley::media
