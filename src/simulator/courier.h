#pragma once
// Carries webhooks to their callback: as they fall due, signed, some at a time over kept connections.

#include "base/task.h"
#include "base/time.h"
#include "http/stream.h"
#include "simulator/deliveries.h"
#include "simulator/poster.h"
#include "simulator/switches.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace parley::simulator {

class Courier {
 public:
  static constexpr std::size_t at_once = 48;

  // All must outlive it, and it what it carries. `now` is the clock of what is due.
  Courier(asio::io_context& context, const Switches& switches, std::string app_secret, Clock now);

  // Where webhooks go: http[s]://host[:port]/path; empty: they wait. Throws std::invalid_argument for anything else.
  void call_back(const std::string& url);
  [[nodiscard]] const std::string& callback() const { return callback_; }

  // Whether the callback knows the token.
  Task<bool> verify(std::string verify_token);
  void carry(std::vector<Webhook> webhooks);
  // Looks again at what is due, where the clock was moved by hand.
  void look();

  [[nodiscard]] const Deliveries& deliveries() const { return deliveries_; }
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  [[nodiscard]] bool has_room() const { return deliveries_.has_room(); }

 private:
  Task<> post(std::shared_ptr<Poster> poster, std::vector<Delivery> batch);
  std::vector<Delivery> next_batch();
  void wait();

  asio::io_context& context_;
  const Switches& switches_;
  std::string app_secret_;
  Clock now_;
  Deliveries deliveries_;
  std::string callback_;
  std::shared_ptr<Poster> poster_;  // null: nobody is called
  http::Timer timer_;
  Timestamp waits_for_ = Timestamp::max();
  std::size_t under_way_ = 0;
};

}  // namespace parley::simulator
