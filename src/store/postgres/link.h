#pragma once
// One connection to a PostgreSQL server, in pipeline mode: commands are sent as they come, and what became of them is
// waited for later. Used by one fiber at a time; what says so waits. See libpq's chapters on asynchronous commands and
// on the pipeline mode.

#include "base/task.h"
#include "store/postgres/fiber.h"
#include "store/postgres/hosts.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/wait_traits.hpp>
#include <libpq-fe.h>

#include <chrono>
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

  explicit Link(asio::io_context& context) : context_(context), watch_(context.get_executor()) {}
  ~Link() { close(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // `address`: a connection string or URI. Of several servers that it names it is the first that takes writes, beginning
  // with the one that did last. Waits. Throws ServerFailure, also where it is not done by the deadline.
  void open(const std::string& address, Moment deadline);
  // From now on a server that says nothing for that long while it is waited for is given up; 0: it is waited for.
  void limit_silence(std::chrono::milliseconds limit) { longest_silence_ = limit; }
  // Nobody waits for it: an event loop may end meanwhile.
  void rest() noexcept;
  void close() noexcept;
  [[nodiscard]] bool is_open() const { return connection_ != nullptr; }
  // The number of the server's process, as it told when the connection was opened.
  [[nodiscard]] int backend() const { return PQbackendPID(connection_); }
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
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
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
  void open_one(const std::string& address, const Host& host, Moment deadline);
  void wait_for_socket(bool to_write_too);
  void watch();
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
  std::size_t last_host_ = 0;  // of those that the address names
  // A timer goes off now and then only, not once a wait.
  std::chrono::milliseconds longest_silence_{0};
  std::optional<Moment> silent_since_;  // while it is waited for
  Timer watch_;
  bool is_watched_ = false, is_too_silent_ = false;
  std::shared_ptr<int> life_ = std::make_shared<int>();  // for who may outlive this
};

}  // namespace parley::postgres
