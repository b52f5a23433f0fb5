#pragma once
// One SQLite connection and its prepared statements. Used by one thread.

#include "store/sql/connection.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace parley::sqlite {

enum class Access { read, write };

class Connection final : public sql::Connection {
 public:
  // Opens or, for writing, creates the file, for its owner alone. Throws std::runtime_error with SQLite's words.
  Connection(const std::string& path, Access access);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void execute(const std::string& text) override;
  // Ends a transaction that is open still, without a word when there is none or it fails.
  void abandon();
  [[nodiscard]] std::int64_t changes() const override;
  std::unique_ptr<sql::Statement> prepare(const std::string& text) override;
  // How long the write-ahead log was after this connection's last commit. Only the Checkpointer moves it.
  [[nodiscard]] int log_pages() const;
  struct Checkpoint {
    int moved_pages = 0;  // of the log, by now; 0 when another connection is moving them
    std::string
        failure;  // SQLite's words; empty: none. What was committed is in the log, and a later one moves it
  };
  // Moves what it can of the log into the database; does not wait for anybody.
  Checkpoint checkpoint();
  // Grows when another connection has committed.
  std::int64_t data_version();
  // What runs past this ends with Interrupted; nothing: no limit.
  void limit(std::optional<std::chrono::steady_clock::time_point> deadline);

 private:
  sql::Statement& prepared(const sql::Query& query) override;

  struct State;
  std::unique_ptr<State> state_;
};

// The storage did not do its part: no room, a broken or unwritable file, or somebody who kept it locked.
struct StorageFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
  bool is_locked = false;  // somebody else kept it locked
};

// A statement that was stopped because its time was up.
struct Interrupted {};

}  // namespace parley::sqlite
