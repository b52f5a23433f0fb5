#pragma once
// One connection to a PostgreSQL server, in pipeline mode: commands are sent as they come, and what became of them is
// waited for later. Used by one fiber at a time; what says so waits. See libpq's chapters on asynchronous commands and
// on the pipeline mode.

#include "base/task.h"
#include "store/postgres/fiber.h"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <libpq-fe.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace parley::postgres {

struct EndResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, EndResult>;

// Values in PostgreSQL's binary form, from $1 on.
struct Values {
  std::vector<Oid> types;
  std::vector<const char*> bytes;  // null: NULL
  std::vector<int> lengths;
};

class Link {
 public:
  // Names a command; they grow.
  using Ticket = std::uint64_t;

  explicit Link(asio::io_context& context) : context_(context) {}
  ~Link() { close(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // `address`: a connection string or URI. Waits. Throws ServerFailure, also where it is not done by the deadline.
  void open(const std::string& address, Moment deadline);
  void close() noexcept;
  [[nodiscard]] bool is_open() const { return connection_ != nullptr; }
  // Takes in what has come. False where the server went away meanwhile; then the link is closed.
  bool is_well();

  Ticket prepare(const std::string& name, const std::string& text, const std::vector<Oid>& types);
  // Whether that preparation came to nothing, because of a failure before it.
  [[nodiscard]] bool is_lost(Ticket preparation) const { return lost_.contains(preparation); }
  Ticket run_prepared(const std::string& name, const Values& values);
  Ticket run(const std::string& text, const Values& values);
  // Lets the server begin with what was sent.
  void push();
  // Ends a stretch of the pipeline and sends all of it. What fails takes with it what follows up to here.
  void sync();

  // Waits for a command, which must be followed by a sync. Throws what became of the first that failed of all before
  // it, and goes on throwing it until recover().
  Result wait(Ticket ticket);
  // Waits for all that was sent.
  void wait_for_all();
  // Waits for all that was sent and forgets what failed of it; rolls back a transaction that is still open.
  void recover();
  // How often the server has warned of something since this was made.
  [[nodiscard]] std::uint64_t warnings() const { return warnings_; }
  // Waits until something comes without being asked for, or that time. Whether there is something.
  bool wait_for_news(Moment deadline);
  // The text of the next notification; nothing: there is none.
  std::optional<std::string> notification();

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;
  enum class Kind { command, preparation, sync };
  struct Failure {
    std::string state, words;
  };

  static void note(void* link, const PGresult* notice);
  Ticket sent(int accepted, Kind kind);
  Result take();  // what the server says next
  Result take_reply();
  void take_next();
  void note_failure(const PGresult& result);
  void wait_for_socket(bool to_write_too);
  void wait_to_connect(bool to_write, Moment deadline);
  void adopt_socket();
  void release_socket() noexcept;
  [[noreturn]] void break_off();
  [[noreturn]] void break_off(const std::string& words);

  asio::io_context& context_;
  PGconn* connection_ = nullptr;
  std::optional<Descriptor> socket_;
  std::deque<Kind> expected_;
  Ticket last_sent_ = 0, last_taken_ = 0;
  Result last_;  // what the command `last_taken_` gave
  std::optional<Failure> failure_;
  std::set<Ticket> lost_;  // preparations
  std::uint64_t warnings_ = 0;
};

}  // namespace parley::postgres
