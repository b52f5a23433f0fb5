#pragma once
// The thin face of an SQL engine: prepared statements, values in, rows out. Statements are shared by all engines and
// written with $1, $2 … ; an engine that spells parameters otherwise rewrites them when it prepares.

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace parley::sql {

// A statement of static life; its address names its prepared form.
struct Query {
  std::string_view text;
};

// Bytes, where a text would have to be UTF-8.
struct Blob {
  std::string_view bytes;
};

class Statement {
 public:
  virtual ~Statement() = default;
  virtual void bind(int index, std::int64_t value) = 0;  // index from 1
  virtual void bind(int index, std::string_view text) = 0;
  virtual void bind(int index, Blob blob) = 0;
  virtual void bind_null(int index) = 0;
  virtual bool step() = 0;  // whether there is a row
  virtual void reset() = 0;
  // Columns of the row, from 0; a null reads as 0 or empty. Views live until the next step or reset.
  virtual std::int64_t integer(int column) = 0;
  virtual std::string_view text(int column) = 0;  // of texts and blobs
  virtual bool is_null(int column) = 0;
  // See Connection::ahead. Ends the run where it is false.
  virtual bool ahead() {
    reset();
    return false;
  }
};

// The rows of one run; ends the run when it goes.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(&statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (statement_) statement_->reset();
  }

  bool next() { return statement_->step(); }
  std::int64_t integer(int column) { return statement_->integer(column); }
  std::string_view text(int column) { return statement_->text(column); }
  bool is_null(int column) { return statement_->is_null(column); }

 private:
  Statement* statement_;
};

// The rows of a statement that is run once.
class OwnRows {
 public:
  explicit OwnRows(std::unique_ptr<Statement> statement) : statement_(std::move(statement)) {}

  bool next() { return statement_->step(); }
  std::int64_t integer(int column) { return statement_->integer(column); }
  std::string_view text(int column) { return statement_->text(column); }
  bool is_null(int column) { return statement_->is_null(column); }

 private:
  std::unique_ptr<Statement> statement_;
};

class Connection {
 public:
  virtual ~Connection() = default;

  // Runs statements that give no rows and take no values: transactions, schema.
  virtual void execute(const std::string& text) = 0;

  // How many rows this connection has changed since it was opened.
  [[nodiscard]] virtual std::int64_t changes() const = 0;

  // A statement whose text was put together for one run. Must not outlive the connection.
  virtual std::unique_ptr<Statement> prepare(const std::string& text) = 0;

  template <class... Values>
  Rows rows(const Query& query, const Values&... values) {
    Statement& statement = prepared(query);
    int index = 0;
    (put(statement, ++index, values), ...);
    return Rows(statement);
  }

  // Runs to the end; what rows there are, are not looked at.
  template <class... Values>
  void run(const Query& query, const Values&... values) {
    auto all = rows(query, values...);
    while (all.next()) {
    }
  }

  // An engine that has to go far for an answer fetches many at once. `ahead` says in a writing transaction that a statement
  // will be run with these values: a look-up whose rows may be fetched before, or an insert that may be carried out
  // before. Gives a look-up's rows where they are here already. Who says it must run an insert, and need not run a look-up.
  template <class... Values>
  std::optional<Rows> ahead(const Query& query, const Values&... values) {
    if (!looks_ahead()) return std::nullopt;
    Statement& statement = prepared(query);
    int index = 0;
    (put(statement, ++index, values), ...);
    if (!statement.ahead()) return std::nullopt;
    return Rows(statement);
  }
  // Whether that is of use.
  [[nodiscard]] virtual bool looks_ahead() const { return false; }
  // Fetches what was said since the last time; false where nothing was.
  virtual bool fetch() { return false; }

 protected:
  virtual Statement& prepared(const Query& query) = 0;

 private:
  static void put(Statement& statement, int index, std::integral auto value) {
    statement.bind(index, static_cast<std::int64_t>(value));
  }
  static void put(Statement& statement, int index, std::string_view text) { statement.bind(index, text); }
  static void put(Statement& statement, int index, const std::string& text) {
    statement.bind(index, std::string_view(text));
  }
  static void put(Statement& statement, int index, const char* text) {
    statement.bind(index, std::string_view(text));
  }
  static void put(Statement& statement, int index, Blob blob) { statement.bind(index, blob); }
  template <class T>
  static void put(Statement& statement, int index, const std::optional<T>& maybe) {
    if (maybe) return put(statement, index, *maybe);
    statement.bind_null(index);
  }
};

}  // namespace parley::sql
