#pragma once
// Moves what the write-ahead log holds into the database, beside the writer. The log can begin anew only when all of
// it is moved, which never happens while commits go on; so once it is long, passes follow each other at once, each
// shorter than the one before, until what is left is little enough for the writer to move it between two commits. A log
// that no longer grows is moved however short it is.

#include "store/sqlite/connection.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace parley::sqlite {

class Checkpointer {
 public:
  explicit Checkpointer(const std::string& path);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // The writer has committed, and the log is that long. True: the writer should move the rest of it itself, now.
  bool committed(int log_pages);

 private:
  void work();

  Connection db_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::atomic<int> log_pages_ = 0;
  std::atomic<int> moved_pages_ = 0;
  bool pending_ = false;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all above
};

}  // namespace parley::sqlite
