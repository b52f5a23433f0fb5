// Copies of a store: taken while it is served, put back where nobody serves.

#include "base/time.h"
#include "store/sql/schema.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/engine.h"
#include "store/sqlite/private_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace parley::sqlite {
namespace {

constexpr sql::Query newest_step{"SELECT coalesce(max(version), 0) FROM schema_version"};
constexpr sql::Query outbox_is_there{"SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'outbox'"};
constexpr sql::Query hold_outbox_back{"UPDATE outbox SET turn = 3, due_at = $1 WHERE turn < 3"};
constexpr sql::Query count_held_back{
    "UPDATE sending SET unknown = unknown + waiting, waiting = 0 WHERE waiting > 0"};

// A file that goes again unless it is kept.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)) {}
  ~Draft() {
    std::error_code missing;
    if (!is_kept_) std::filesystem::remove(path_, missing);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  void keep() { is_kept_ = true; }

 private:
  const std::string path_;
  bool is_kept_ = false;
};

// What was written to that file, or the names in that folder, are on the disk behind it.
void sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int error = file >= 0 && ::fsync(file) == 0 ? 0 : errno;
  if (file >= 0) ::close(file);
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot sync " + path);
}

void sync_with_folder(const std::string& path) {
  sync(path);
  sync(std::filesystem::absolute(path).parent_path());
}

// `to` is private whatever `from` is.
void copy_private(const std::string& from, const std::string& to) {
  std::filesystem::remove(to);  // left by one that broke off
  make_private(to);
  std::ifstream in(from, std::ios::binary);
  std::ofstream out(to, std::ios::binary);
  out << in.rdbuf();
  out.close();
  if (!in || !out) throw std::runtime_error("cannot copy " + from + " to " + to);
  sync(to);
}

// Throws where `copy`, which is one of `file`, is no whole store that this version can open.
void check_copy(const std::string& copy, const std::string& file) {
  const auto no_store = [&](const std::string& why) {
    return std::runtime_error(file + " is no whole copy of a store: " + why);
  };
  std::int64_t version = 0;
  try {
    Connection db(copy, Access::write);
    auto rows = db.rows(newest_step);
    rows.next();
    version = rows.integer(0);
    const auto check = db.prepare("PRAGMA quick_check(1)");
    check->step();
    if (check->text(0) != "ok") throw std::runtime_error(std::string(check->text(0)));
  } catch (const std::runtime_error& error) {
    throw no_store(error.what());
  }
  if (version == 0) throw no_store("it is empty");
  if (version > std::ssize(sql::schema_steps())) throw std::runtime_error(file + " is of a newer parley");
}

// What waited when the copy was taken may have been sent since: of that nobody knows, so none of it goes again by itself.
void hold_back(const std::string& copy) {
  constexpr std::chrono::hours patience{24};  // for word of it
  Connection db(copy, Access::write);
  if (!db.rows(outbox_is_there).next()) return;
  db.execute("BEGIN IMMEDIATE");
  db.run(hold_outbox_back, to_millis(system_now() + patience));
  db.run(count_held_back);
  db.execute("COMMIT");
}

// Throws where anybody else has the store open: leaving WAL mode needs the file for itself. One that is damaged need not
// be left in order, for it goes.
void need_free(const std::string& path) {
  if (!std::filesystem::exists(path)) return;
  try {
    Connection(path, Access::write).execute("PRAGMA busy_timeout = 200; PRAGMA journal_mode = DELETE");
  } catch (const StorageFailure& failure) {
    if (failure.is_locked)
      throw std::runtime_error(path + " is in use: stop the server that serves it first");
  }
}

}  // namespace

void backup(const std::string& path, const std::string& file) {
  if (!std::filesystem::exists(path)) throw std::runtime_error("there is no store at " + path);
  if (std::filesystem::exists(file)) throw std::runtime_error(file + " exists already");
  Connection db(path, Access::write);
  std::string quoted = file;
  for (auto at = quoted.find('\''); at != std::string::npos; at = quoted.find('\'', at + 2))
    quoted.insert(at, "'");
  Draft copy(file);
  make_private(file);  // an empty file is what SQLite copies into as it stands
  db.execute("VACUUM INTO '" + quoted + "'");
  sync_with_folder(file);
  copy.keep();
}

void restore(const std::string& path, const std::string& file) {
  if (!std::filesystem::exists(file)) throw std::runtime_error("there is no backup at " + file);
  // Beside the old store first, then in its place in one step. The backup is only read: it may lie where nothing can be
  // written.
  const auto beside = path + ".restoring";
  Draft copy(beside);
  copy_private(file, beside);
  check_copy(beside, file);
  hold_back(beside);
  need_free(path);
  if (std::filesystem::exists(path)) {
    std::filesystem::permissions(beside, std::filesystem::status(path).permissions());
  }
  // The old one's log must not meet the new file.
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  std::filesystem::rename(beside, path);
  copy.keep();
  sync_with_folder(path);
}

}  // namespace parley::sqlite
