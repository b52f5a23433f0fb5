#pragma once
// A thread's connections: a bounded number of them, opened when they are needed and lent to one fiber at a time, in the
// order of asking. Where none can be opened, it is tried ever more rarely, the ones that are there serve all, and those who
// wait are refused when their time is up.

#include "store/postgres/backoff.h"
#include "store/postgres/connection.h"

#include <list>
#include <memory>
#include <vector>

namespace parley::postgres {

// What one process has open at most: each session (a thread that answers; what works beside them), all searches, and the
// writer with its listener.
constexpr std::size_t reading_connections = 4, searching_connections = 2, writing_connections = 2;

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  struct Limits {
    std::size_t connections = reading_connections;
    std::size_t waiting = 10'000;               // above: refused at once
    std::chrono::milliseconds patience{5'000};  // for a connection, opening it included
  };

  // A connection that is lent; it goes back when this ends. Whatever state it is left in, the next one finds it outside
  // of a transaction.
  class Loan {
   public:
    Loan(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection)
        : pool_(std::move(pool)), connection_(std::move(connection)) {}
    Loan(Loan&&) noexcept = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (connection_) pool_->take_back({std::move(connection_), is_clean_});
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }
    // What was begun is ended, or its end is sent.
    void is_clean() { is_clean_ = true; }

   private:
    std::shared_ptr<Pool> pool_;
    std::unique_ptr<Connection> connection_;
    bool is_clean_ = false;
  };

  Pool(asio::io_context& context, Server server, Limits limits)
      : context_(context), server_(std::move(server)), limits_(limits) {}

  // Waits. Throws Problem::unavailable where there is none in time.
  Loan lend();
  // Lends no more, and keeps nothing that comes back.
  void close();

 private:
  struct Kept {
    std::unique_ptr<Connection> connection;
    bool is_clean = true;
  };
  struct Waiter {
    Signal came;
    Kept kept;  // what was handed over; empty: a place to open one
    bool has_place = false;
  };

  [[nodiscard]] bool may_open() const;
  Kept take_place(Moment deadline);
  bool make_ready(Loan& loan, bool is_clean, Moment deadline);
  bool wait_in_line(Waiter& waiter, Moment until);
  void take_back(Kept kept);

  asio::io_context& context_;
  const Server server_;
  const Limits limits_;
  std::vector<Kept> idle_;
  std::size_t places_ = 0;  // lent or being opened
  std::list<Waiter*> line_;
  Backoff backoff_;
  bool is_closed_ = false;
};

}  // namespace parley::postgres
