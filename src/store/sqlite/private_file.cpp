#include "store/sqlite/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace parley::sqlite {

// SQLite would make it readable by all that the umask lets. The log and its index take the mode of the database.
void make_private(const std::string& path) {
  std::error_code unknown;
  // Opening and closing a database by its own file would let go every lock that this process holds on it.
  if (std::filesystem::exists(path, unknown)) return;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) ::close(file);
}

}  // namespace parley::sqlite
