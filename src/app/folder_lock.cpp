#include "app/folder_lock.h"

#include "base/problem.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace parley::app {

FolderLock::FolderLock(const std::string& folder, const std::string& words)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), folder);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(descriptor_);
  if (error != EWOULDBLOCK) throw std::system_error(error, std::generic_category(), folder);
  throw Problem(Problem::Kind::conflict, "folder", folder + " " + words);
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace parley::app
