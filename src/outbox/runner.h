#pragma once
// Sends what waits in the outbox, through a Carrier, keeps what came of it, and tells Meta what was read. One of each
// process, on one context; as many processes as one likes on one store. See docs/decisions/2026-11-21-outbox.md.

#include "base/time.h"
#include "outbox/carrier.h"
#include "outbox/figures.h"
#include "outbox/marks.h"
#include "store/outbox.h"
#include "store/store.h"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace parley::outbox {

struct Options {
  std::int64_t calls = 128;                 // at once, of all numbers together
  Pace pace = per_second(80);               // of each number
  std::chrono::milliseconds lease{60'000};  // longer than any call takes
  std::chrono::milliseconds give_up{
      std::chrono::hours{24}};  // on what is put off again and again, and on what nobody tells of
  std::chrono::milliseconds token_pause{300'000};  // between tries with a token that Meta refuses
  std::chrono::milliseconds look_every{1000};      // at what no bell rang for: other processes' work
  // Called when it is kept what came of an attempt.
  std::function<void(OrganizationId, MessageKey)> settled = [](OrganizationId, MessageKey) {};
  Clock now = system_now;
};

class Runner {
 public:
  // All must outlive it, and so must it the engine's bell that rings it.
  Runner(asio::io_context& context, Store& store, Carrier& carrier, Options options);

  // Until stop(): then when what is under way has ended.
  Task<> run();
  // Leases nothing more. On the context's thread.
  void stop();
  // Something changed there. From any thread.
  void ring(OrganizationId organization);

  // In Prometheus' text form. From any thread.
  [[nodiscard]] std::string metrics() const { return figures_.metrics(options_.now()); }

 private:
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
  std::set<std::int64_t> rung();
  Task<bool> try_to(Task<> look);
  Task<> look_at_all();
  Task<> look(OrganizationId organization);
  Task<> send_due(const Sender& sender, const Sending& sending, std::int64_t most);
  Task<> carry(Sender sender, Lease lease);
  [[nodiscard]] Tried tried_before(SenderId sender, MessageKey message) const;
  void note(SenderId sender, MessageKey message, const Attempt& attempt, Timestamp started);
  void note_setback(SenderId sender, MessageKey message, const Attempt& attempt, Timestamp started);
  Task<> keep(const Sender& sender, const Lease& lease, const Attempt& attempt);
  void settle(Transaction& in, const Sender& sender, const Lease& lease, const Attempt& attempt,
              const std::vector<Sender>& held) const;
  void come_back(OrganizationId organization, Timestamp at);
  void wake();
  [[nodiscard]] std::chrono::milliseconds until_next() const;
  Task<> sleep();
  [[nodiscard]] std::int64_t free_calls() const { return options_.calls - under_way_; }

  asio::io_context& context_;
  Store& store_;
  Carrier& carrier_;
  const Options options_;
  Timer timer_;
  Marks marks_;
  bool is_woken_ = false, is_stopping_ = false;
  std::int64_t under_way_ = 0;
  Timestamp looked_at_all_{};
  Timestamp nothing_before_{};               // Meta cannot be reached
  std::map<std::int64_t, Timestamp> again_;  // when to look at an organization again
  std::set<std::int64_t> starved_;           // found no free call

  // How often in a row a number was told to wait; when for the last time, and by which message.
  struct Setback {
    Streak streak;
    Timestamp at{};
    std::int64_t message = 0;
  };
  std::map<std::int64_t, Setback> setbacks_;
  // What waits for another try, and how often in a row it was told the same here. What is not known begins anew, as after a
  // restart: that is some tries too many, and no more.
  std::map<std::int64_t, Streak> put_off_;

  Figures figures_;
  mutable std::mutex mutex_;  // of what follows
  std::set<std::int64_t> rung_;
};

}  // namespace parley::outbox
