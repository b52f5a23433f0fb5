#pragma once
// The bell across processes: what one commits, it notifies the others of. A notification may be lost (a connection
// breaks, a pooler keeps them to itself), so the last events are looked at every half second as well, and so is the
// set-up.

#include "store/postgres/backoff.h"
#include "store/postgres/connection.h"
#include "store/postgres/shared.h"
#include "store/store.h"

#include <cstdint>
#include <map>
#include <string>

namespace parley::postgres {

// Lives on one thread.
class Listener {
 public:
  Listener(asio::io_context& context, Server server, Shared& shared)
      : context_(context), db_(context, std::move(server)), shared_(shared) {}

  void on_news(Engine::Bell bell) { bell_ = std::move(bell); }
  // In a fiber: listens until stop().
  void listen();
  void stop();

  // Rings here, once for each event at most.
  void ring(std::int64_t organization, std::int64_t last);
  // Has `db` tell the others, in a transaction of its own that nobody waits for.
  void notify(Connection& db, const std::map<std::int64_t, std::int64_t>& rung, bool has_changed_setup) const;

 private:
  void connect();
  void take_notes();
  void look();
  void look_at_events();

  asio::io_context& context_;
  Connection db_;
  Shared& shared_;
  Engine::Bell bell_;
  Backoff backoff_;
  Moment next_look_{};
  bool is_stopped_ = false;
};

}  // namespace parley::postgres
