#pragma once
// A folder that only one process at a time may use.

#include <string>

namespace parley::app {

// Holds it as long as it lives; the kernel lets it go where the process ends otherwise. Leaves nothing in the folder.
class FolderLock {
 public:
  // Throws Problem::conflict, with these words behind the folder's name, where another one holds it.
  FolderLock(const std::string& folder, const std::string& words);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace parley::app
