#include "outbox/marks.h"

#include "meta/graph_error.h"
#include "store/outbox.h"

#include <boost/asio/co_spawn.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace parley::outbox {
namespace {

// Between tries, doubled with each; whatever Meta says, it waits at least so long.
constexpr std::chrono::milliseconds first_wait{2'000};
constexpr std::chrono::milliseconds longest_wait{300'000};
constexpr std::int64_t most_doublings = 8;
constexpr std::chrono::milliseconds look_again{500};  // where all calls are under way

std::chrono::milliseconds wait_after(std::int64_t failures, std::chrono::milliseconds said) {
  const auto own = first_wait * (1 << std::min(failures, most_doublings));
  return std::max(said, std::min<std::chrono::milliseconds>(own, longest_wait));
}

// Whether more marks of the number would fare no better.
bool concerns_others(const Attempt& attempt) {
  return attempt.outcome == AttemptOutcome::passing &&
         (attempt.reach == AttemptReach::sender || attempt.reach == AttemptReach::account ||
          attempt.reach == AttemptReach::everything);
}

void ignore(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);  // through the context to main
}

}  // namespace

Task<Timestamp> Marks::tell_due(const Sender& sender, Timestamp due_at) {
  const auto now = options_.now();
  const auto held = not_before_.find(sender.id.value);
  if (held != not_before_.end()) {
    if (held->second > now) co_return std::max(held->second, due_at);
    not_before_.erase(held);
  }
  if (due_at > now) co_return due_at;
  const auto most = options_.calls - under_way_;
  if (most <= 0) co_return now + look_again;
  std::vector<MarkLease> leases;
  const auto work = [&](Transaction& in) {
    leases = lease_marks(in, sender, most, options_.now() + options_.lease);
  };
  co_await store_.write(work);
  under_way_ += std::ssize(leases);
  const bool took_all = std::ssize(leases) < most;
  for (auto& one : leases) asio::co_spawn(context_, carry(sender, std::move(one)), ignore);
  co_return took_all ? now + options_.lease : now + look_again;
}

Task<> Marks::carry(Sender sender, MarkLease lease) {
  Attempt attempt;
  try {
    attempt = co_await carrier_.mark_read(sender, lease.mark);
  } catch (const std::exception& error) {
    attempt = meta::no_answer(error.what());  // it is the answer: nobody knows
  }
  co_await keep(sender, lease, attempt);
  --under_way_;
  ended_(sender.organization);
}

// What is not kept is told again when the lease ends.
Task<> Marks::keep(const Sender& sender, const MarkLease& lease, const Attempt& attempt) {
  if (concerns_others(attempt))
    not_before_[sender.id.value] = options_.now() + wait_after(lease.failures, attempt.wait);
  try {
    const auto work = [&](Transaction& in) { settle(in, sender, lease, attempt); };
    co_await store_.write(work);
  } catch (const std::exception& error) {
    spdlog::warn("outbox: what came of a read mark is not kept: {}", error.what());
  }
}

void Marks::settle(Transaction& in, const Sender& sender, const MarkLease& lease,
                   const Attempt& attempt) const {
  const auto now = options_.now();
  auto again = now + wait_after(lease.failures, attempt.wait);
  switch (attempt.outcome) {
    case AttemptOutcome::accepted: return told(in, sender, lease);
    case AttemptOutcome::refused: return tell_no_more(in, sender, lease);
    case AttemptOutcome::no_token:
      again = now + options_.token_pause;
      hold(in, sender, again, attempt.error.title, true);
      [[fallthrough]];
    case AttemptOutcome::unknown:
    case AttemptOutcome::passing:
      if (again > lease.asked_at + options_.give_up) return tell_no_more(in, sender, lease);
      return tell_again(in, sender, lease, again);
  }
}

}  // namespace parley::outbox
