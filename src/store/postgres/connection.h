#pragma once
// The shared statements over a Link. Statements that give no rows are only sent; what became of them shows at the next
// one that gives rows, or at wait(). Used by one fiber at a time.

#include "store/postgres/link.h"
#include "store/postgres/pooler.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace parley::postgres {

class Bound;
class Statement;
struct Shape;

// How the server is reached, and how a connection behaves there.
struct Server {
  std::string address;
  std::chrono::milliseconds connecting{5'000};
  // What takes longer is stuck.
  std::chrono::milliseconds statement{30'000};
  // A server that says nothing for longer while it is waited for is given up. Not at a commit, which waits for standbys.
  std::chrono::milliseconds silence{35'000};
};

class Connection final : public sql::Connection {
 public:
  Connection(asio::io_context& context, const Server& server);
  ~Connection() override;

  // Waits, until that time at most. Throws ServerFailure.
  void open(Moment deadline = Moment::max());
  void close() noexcept { link_.close(); }
  Link& link() { return link_; }
  // Whether a session lasts no longer than a transaction.
  [[nodiscard]] bool is_pooled() const { return way_ != Way::direct; }
  // Whether what is prepared now is there when it is run.
  [[nodiscard]] bool keeps_statements() const { return way_ != Way::forgets || is_in_transaction_; }

  // One or more statements, each ended by a semicolon; they are sent.
  void execute(const std::string& text) override;
  // Statements sent that may have changed something: no less than what was changed.
  [[nodiscard]] std::int64_t changes() const override { return changes_; }
  std::unique_ptr<sql::Statement> prepare(const std::string& text) override;
  // Where a writing transaction may send ahead, keep what came and gather what goes: not in one that is run again.
  [[nodiscard]] bool looks_ahead() const override { return is_looking_ || (is_writing_ && looks_ahead_); }
  // Or while this lasts, where nothing is written: what is fetched is kept until its end.
  class Looking {
   public:
    explicit Looking(Connection& db) : db_(db) { db.is_looking_ = true; }
    ~Looking() {
      db_.is_looking_ = false;
      db_.drop_fetched();
    }
    Looking(const Looking&) = delete;
    Looking& operator=(const Looking&) = delete;

   private:
    Connection& db_;
  };
  void look_ahead(bool yes) { looks_ahead_ = yes; }
  bool fetch() override;

  // Sends a statement and looks at nothing that it gives.
  template <class... Values>
  void tell(const sql::Query& query, const Values&... values) {
    const Telling telling(is_telling_);
    run(query, values...);
  }

  // Waits until everything that was sent is done; throws what became of the first that failed.
  void wait();
  // Sends what waits to be sent, and looks at it when the connection is used next.
  void send_on();

  // Until then, in a transaction that reads: statements that say no limit fetch their rows some at a time, so that a walk
  // takes no more memory than a page. Nothing: they fetch all at once. Behind that time they throw Interrupted.
  void walk_until(std::optional<Moment> end) { walk_end_ = end; }

  // Between begin and end of a writing transaction: before a statement names an organization, its row is locked, so that
  // what is read of it stays true until the commit whoever else writes. Runs that give no rows are gathered and sent
  // before anything that may depend on them.
  void begin_writing();
  void end_writing();
  // Sends all that was gathered. Conflict where a write was carried out ahead that nobody came for.
  void settle();
  // Sends what was gathered so far, so that the server has something to do meanwhile.
  void push();
  // Locks them in the order in which everybody does; Conflict where that cannot be kept up.
  void lock(std::int64_t organization);
  [[nodiscard]] const std::set<std::int64_t>& locked() const { return locked_; }
  // Whether this transaction kept a body for a number that nobody has.
  [[nodiscard]] bool has_unrouted() const { return has_unrouted_; }
  // How many times it changed the set-up.
  [[nodiscard]] int setup_changes() const { return setup_changes_; }

 private:
  friend class Statement;
  class Telling {
   public:
    explicit Telling(bool& is_telling) : is_telling_(is_telling), before_(is_telling) { is_telling = true; }
    ~Telling() { is_telling_ = before_; }
    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;

   private:
    bool& is_telling_;
    const bool before_;
  };

  sql::Statement& prepared(const sql::Query& query) override;
  // Of each transaction, as its statements are sent.
  [[nodiscard]] std::string limit_of_statements() const;
  void begun();
  void ended();

  // For its statements, in a writing transaction.
  void note(const Shape& shape, const Bound& values);
  void forget(const Shape& write, const Bound& values);
  void forget_all();
  void drop_fetched();
  void wants(Statement& statement, const Bound& values);
  void answers(Statement& statement);
  void gathers(Statement& statement);
  void send_gathered();
  // What a statement of that shape may depend on.
  void send_gathered(const Shape& before);
  // What may not change places with that run.
  void send_what_depends(const Statement& on, const Bound& values);

  Server server_;
  Link link_;
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;  // by the address of their text
  // What was prepared in an earlier era is gone: that of a connection, or of a transaction through a pooler.
  std::uint64_t era_ = 0;
  std::string era_name_;  // behind the name of each prepared statement
  Way way_ = Way::direct;
  bool is_in_transaction_ = false;
  bool has_prepared_ = false;  // in this transaction, for it alone
  std::int64_t changes_ = 0;
  std::vector<Statement*> wanting_, answered_;  // what is wanted ahead; what has answers
  std::set<std::int64_t> wanted_organizations_;
  std::vector<Statement*> gathering_;
  bool looks_ahead_ = false, is_looking_ = false;
  std::set<std::int64_t> locked_;
  std::optional<Moment> walk_end_;
  std::uint64_t cursors_ = 0;
  bool is_writing_ = false;
  bool is_telling_ = false;
  bool has_unrouted_ = false;
  int setup_changes_ = 0;
};

}  // namespace parley::postgres
