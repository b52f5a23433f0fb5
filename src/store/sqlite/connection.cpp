#include "store/sqlite/connection.h"

#include "base/fold.h"
#include "store/sqlite/private_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <thread>
#include <unordered_map>

namespace parley::sqlite {
namespace {

// Who waits for a lock asks for it at short and even intervals. SQLite's own handler asks ever more rarely, down to
// ten times a second, and then hardly ever meets the moment between two transactions of a process that is busy writing.
constexpr std::chrono::milliseconds busy_interval{1};
constexpr std::chrono::seconds busy_patience{10};

bool is_of_storage(int code) {
  switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_BUSY: return true;
    default: return false;
  }
}

[[noreturn]] void fail(int code, const std::string& words) {
  if (code == SQLITE_INTERRUPT) throw Interrupted();
  if (is_of_storage(code)) {
    StorageFailure failure("SQLite: " + words);
    failure.is_locked = code == SQLITE_BUSY;
    throw failure;
  }
  throw std::runtime_error("SQLite: " + words);
}

[[noreturn]] void fail(sqlite3* db, int code) { fail(code, db ? sqlite3_errmsg(db) : sqlite3_errstr(code)); }

class Statement final : public sql::Statement {
 public:
  Statement(sqlite3* db, std::string_view text) : db_(db) {
    std::string spelt(text);
    std::replace(spelt.begin(), spelt.end(), '$', '?');
    const auto code = sqlite3_prepare_v3(db, spelt.data(), static_cast<int>(spelt.size()),
                                         SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK) fail(code, std::string(sqlite3_errmsg(db)) + " in " + spelt);
  }
  ~Statement() override { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int index, std::int64_t value) override { check(sqlite3_bind_int64(statement_, index, value)); }
  // Values outlive the run: Rows is a temporary of the statement that passes them, or is read while they stand.
  void bind(int index, std::string_view text) override {
    check(sqlite3_bind_text(statement_, index, text.data() ? text.data() : "", static_cast<int>(text.size()),
                            SQLITE_TRANSIENT));
  }
  void bind(int index, sql::Blob blob) override {
    check(sqlite3_bind_blob(statement_, index, blob.bytes.data() ? blob.bytes.data() : "",
                            static_cast<int>(blob.bytes.size()), SQLITE_TRANSIENT));
  }
  void bind_null(int index) override { check(sqlite3_bind_null(statement_, index)); }
  bool step() override {
    const auto code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const std::string words = sqlite3_errmsg(db_);
    sqlite3_reset(statement_);
    fail(code, words);
  }
  void reset() override { sqlite3_reset(statement_); }
  std::int64_t integer(int column) override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  bool is_null(int column) override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) fail(db_, code);
  }

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace

struct Connection::State {
  sqlite3* db = nullptr;
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements;  // by the address of their text
  std::unique_ptr<Statement> version;
  std::chrono::steady_clock::time_point deadline;
  std::chrono::steady_clock::time_point busy_until;
  std::string room;  // of fold()
  int log_pages = 0;

  ~State() {
    statements.clear();
    version.reset();
    sqlite3_close(db);
  }

  static int wait(void* state, int tries) {
    auto& until = static_cast<State*>(state)->busy_until;
    const auto now = std::chrono::steady_clock::now();
    if (tries == 0) until = now + busy_patience;
    if (now >= until) return 0;
    std::this_thread::sleep_for(busy_interval);
    return 1;
  }

  static void fold(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(*values) == SQLITE_NULL) return;
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(*values));
    if (bytes == nullptr) return sqlite3_result_error_nomem(context);
    auto& room = static_cast<State*>(sqlite3_user_data(context))->room;
    const auto folded = fold_case({bytes, static_cast<std::size_t>(sqlite3_value_bytes(*values))}, room);
    sqlite3_result_text64(context, folded.data(), folded.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }

  // SQLite's own lower() knows ASCII alone.
  void define_fold() {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto code = sqlite3_create_function_v2(db, "fold", 1, flags, this, fold, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(db, code);
  }
};

Connection::Connection(const std::string& path, Access access) : state_(std::make_unique<State>()) {
  static const bool configured = [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  static_cast<void>(configured);
  if (access == Access::write) make_private(path);
  const int flags =
      SQLITE_OPEN_NOMUTEX |
      (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);
  const auto code = sqlite3_open_v2(path.c_str(), &state_->db, flags, nullptr);
  if (code != SQLITE_OK) {
    throw std::runtime_error("cannot open " + path + ": " +
                             (state_->db ? sqlite3_errmsg(state_->db) : sqlite3_errstr(code)));
  }
  sqlite3_busy_handler(state_->db, State::wait, state_.get());
  state_->define_fold();
  sqlite3_db_config(state_->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  sqlite3_extended_result_codes(state_->db, 0);
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = FULL");
  // No mmap: it reads a few per cent faster, but every page ever touched counts as resident (docs/performance.md).
  execute("PRAGMA mmap_size = 0");
  execute("PRAGMA cache_size = -16384");
  sqlite3_wal_hook(
      state_->db,
      [](void* state, sqlite3*, const char*, int pages) {
        static_cast<State*>(state)->log_pages = pages;
        return SQLITE_OK;
      },
      state_.get());
  execute("PRAGMA journal_size_limit = 134217728");
  if (access == Access::read) execute("PRAGMA query_only = ON");
}

Connection::~Connection() = default;

void Connection::execute(const std::string& text) {
  char* words = nullptr;
  const auto code = sqlite3_exec(state_->db, text.c_str(), nullptr, nullptr, &words);
  if (code == SQLITE_OK) return;
  const std::string message = words ? words : sqlite3_errstr(code);
  sqlite3_free(words);
  fail(code, message);
}

sql::Statement& Connection::prepared(const sql::Query& query) {
  auto& slot = state_->statements[query.text.data()];
  if (!slot) slot = std::make_unique<Statement>(state_->db, query.text);
  return *slot;
}

void Connection::abandon() { sqlite3_exec(state_->db, "ROLLBACK", nullptr, nullptr, nullptr); }

std::int64_t Connection::changes() const { return sqlite3_total_changes64(state_->db); }

int Connection::log_pages() const { return state_->log_pages; }

Connection::Checkpoint Connection::checkpoint() {
  int log_pages = 0;
  int moved_pages = 0;
  const auto code =
      sqlite3_wal_checkpoint_v2(state_->db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &log_pages, &moved_pages);
  const bool is_failure = code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED;
  return {std::max(0, moved_pages), is_failure ? sqlite3_errmsg(state_->db) : ""};
}

std::int64_t Connection::data_version() {
  if (!state_->version) state_->version = std::make_unique<Statement>(state_->db, "PRAGMA data_version");
  state_->version->step();
  const auto version = state_->version->integer(0);
  state_->version->reset();
  return version;
}

std::unique_ptr<sql::Statement> Connection::prepare(const std::string& text) {
  return std::make_unique<Statement>(state_->db, text);
}

void Connection::limit(std::optional<std::chrono::steady_clock::time_point> deadline) {
  state_->deadline = deadline.value_or(std::chrono::steady_clock::time_point::max());
  constexpr int steps_between = 10'000;
  const auto past = [](void* state) -> int {
    return std::chrono::steady_clock::now() > static_cast<State*>(state)->deadline ? 1 : 0;
  };
  sqlite3_progress_handler(state_->db, deadline ? steps_between : 0, deadline ? +past : nullptr,
                           state_.get());
}

}  // namespace parley::sqlite
