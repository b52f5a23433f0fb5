#include "app/files.h"

#include "base/secrets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace parley::app {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), path);
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags)
      : path_(path), number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) fail(path_);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view content) const {
    while (!content.empty()) {
      const auto written = ::write(number_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(path_);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(number_) != 0) fail(path_);
  }

 private:
  const std::string& path_;
  int number_;
};

void sync_folder_of(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
  descriptor.sync();
}

// A synced file beside `path`; gives its name.
std::string write_beside(const std::string& path, std::string_view content) {
  auto beside = path + "." + random_symbols(8) + ".new";
  const Descriptor descriptor(beside, O_WRONLY | O_CREAT | O_EXCL);
  descriptor.write(content);
  descriptor.sync();
  return beside;
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void create_private_file(const std::string& path, std::string_view content) {
  const auto beside = write_beside(path, content);
  const bool linked = ::link(beside.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::unlink(beside.c_str());
  errno = error;
  if (!linked && error != EEXIST) fail(path);
  sync_folder_of(path);
}

void replace_private_file(const std::string& path, std::string_view content) {
  const auto beside = write_beside(path, content);
  if (::rename(beside.c_str(), path.c_str()) != 0) fail(path);
  sync_folder_of(path);
}

void create_private_folder(const std::string& path) {
  const auto folder =
      (std::filesystem::path(path).lexically_normal() / "").parent_path();  // without a slash at its end
  if (std::filesystem::is_directory(folder)) return;
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path());
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) fail(path);
}

}  // namespace parley::app
