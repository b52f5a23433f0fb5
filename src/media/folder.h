#pragma once
// The folder of files: DIR/ORGANIZATION/ab/abcd…, a file's name being the SHA-256 of its bytes. What stands under such a
// name is whole and on the disk; what is being written is DIR/tmp/…. One folder for all processes of a store. All calls block
// and may be made from any thread; what the disk refuses is thrown as std::system_error.

#include "base/secrets.h"
#include "base/time.h"
#include "domain/ids.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::media {

// An open file; closed when it goes.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

struct OpenFile {
  std::shared_ptr<const File> file;
  std::uint64_t bytes = 0;
};

// What puts the names in folders on the disk. A name is there once its folder was synced, and so is that folder's own name in its
// parent: whoever made a folder may have crashed before, so that each process sees to it once.
class FolderSync {
 public:
  using Sync = std::function<void(const std::string& folder)>;

  // Throws std::system_error.
  static void on_disk(const std::string& folder);

  explicit FolderSync(Sync sync) : sync_(std::move(sync)) {}
  // Of a file in that folder, whose parent's parent is there for good.
  void name_in(const std::string& folder);

 private:
  static constexpr std::size_t most_known = 10'000;

  const Sync sync_;
  std::mutex mutex_;
  std::set<std::string> known_;  // whose own names are on the disk
};

// What was written of a file that is not there yet. Goes from the disk with this object, unless it was kept.
class Draft {
 public:
  Draft(std::string folder, std::string path, std::shared_ptr<FolderSync> sync);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(std::string_view bytes);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::string_view first_bytes() const { return first_; }  // as many as sniffing wants
  // SHA-256 of what was written, 64 small digits; nothing can be written behind it.
  std::string sha256();
  // Puts it on the disk, whole, under the name of its content. Sync first, then the name: a crash leaves all or nothing.
  void keep(OrganizationId organization);

 private:
  struct Hash;
  std::string folder_, path_;
  std::shared_ptr<FolderSync> sync_;
  std::shared_ptr<const File> file_;
  std::unique_ptr<Hash> hash_;
  std::string first_, digest_;
  std::uint64_t bytes_ = 0;
  bool is_kept_ = false;
};

class Folder {
 public:
  // Makes the folder where there is none, readable by its owner alone. Throws std::runtime_error with words for the operator
  // where it cannot be written.
  explicit Folder(std::string path, FolderSync::Sync sync = FolderSync::on_disk);

  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] std::unique_ptr<Draft> begin() const;
  // Nothing where there is no such file.
  [[nodiscard]] std::optional<OpenFile> open(OrganizationId organization, std::string_view sha256) const;
  // What was kept, or kept again, within the hour stays: somebody may be about to name it. It is noted down for `postponed`.
  enum class Removal { done, later, not_there };
  Removal remove(OrganizationId organization, std::string_view sha256) const;
  // What was noted down an hour ago and more, `most` at most: to be removed where nothing names it by now, and then settled,
  // unless it was noted down again since.
  struct Content {
    OrganizationId organization;
    std::string sha256;
  };
  [[nodiscard]] std::vector<Content> postponed(std::size_t most) const;
  void settle(const Content& content) const;

  // Deletes what was begun and not touched since; gives how many.
  int sweep(std::chrono::seconds older_than) const;
  [[nodiscard]] std::uint64_t free_bytes() const;

 private:
  void note(const Content& content) const;

  std::string path_;
  std::shared_ptr<FolderSync> sync_;
};

// Of the disk, what downloads and uploads leave free: the store may stand on it, too.
constexpr std::uint64_t least_free_bytes = std::uint64_t{256} << 20;

}  // namespace parley::media
