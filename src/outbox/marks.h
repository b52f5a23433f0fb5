#pragma once
// Tells Meta what was read here, beside what is sent and never in its way: with calls of its own, few at once.

#include "base/time.h"
#include "outbox/carrier.h"
#include "store/read_marks.h"
#include "store/store.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

namespace parley::outbox {

class Marks {
 public:
  static constexpr std::int64_t most_calls = 16;

  struct Options {
    std::int64_t calls = most_calls;          // at once, of all numbers together
    std::chrono::milliseconds lease{60'000};  // longer than any call takes
    std::chrono::milliseconds give_up{std::chrono::hours{24}};
    std::chrono::milliseconds token_pause{300'000};
    Clock now = system_now;
  };

  // `ended` is called on the context's thread whenever a call for that organization has ended. All must outlive it.
  Marks(asio::io_context& context, Store& store, Carrier& carrier, Options options,
        std::function<void(OrganizationId)> ended)
      : context_(context),
        store_(store),
        carrier_(carrier),
        options_(std::move(options)),
        ended_(std::move(ended)) {}

  // Begins with what is due of that number. When to come back: at once, where all were taken that there was room for.
  Task<Timestamp> tell_due(const Sender& sender, Timestamp due_at);
  [[nodiscard]] std::int64_t under_way() const { return under_way_; }

 private:
  Task<> carry(Sender sender, MarkLease lease);
  Task<> keep(const Sender& sender, const MarkLease& lease, const Attempt& attempt);
  void settle(Transaction& in, const Sender& sender, const MarkLease& lease, const Attempt& attempt) const;

  asio::io_context& context_;
  Store& store_;
  Carrier& carrier_;
  const Options options_;
  std::function<void(OrganizationId)> ended_;
  std::int64_t under_way_ = 0;
  std::map<std::int64_t, Timestamp> not_before_;  // of a number that Meta takes no marks of for a while
};

}  // namespace parley::outbox
