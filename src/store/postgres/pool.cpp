#include "store/postgres/pool.h"

#include "base/problem.h"
#include "store/postgres/failure.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace parley::postgres {
namespace {

[[noreturn]] void refuse() { throw Problem::unavailable("The store cannot be reached; try again"); }

Moment now() { return std::chrono::steady_clock::now(); }

}  // namespace

Pool::Loan Pool::lend() {
  const auto deadline = now() + limits_.patience;
  for (;;) {
    auto kept = take_place(deadline);
    if (!kept.connection) kept.connection = std::make_unique<Connection>(context_, server_);
    Loan loan(shared_from_this(), std::move(kept.connection));
    if (make_ready(loan, kept.is_clean, deadline)) return loan;
  }
}

bool Pool::may_open() const { return places_ < limits_.connections && now() >= backoff_.next_try(); }

// A connection that nobody has, or a place to open one.
Pool::Kept Pool::take_place(Moment deadline) {
  Kept kept;
  Waiter waiter{.came = Signal(context_), .kept = {}};
  for (;;) {
    if (is_closed_ || now() >= deadline) refuse();
    if (!idle_.empty()) {
      kept = std::move(idle_.back());
      idle_.pop_back();
      ++places_;
      return kept;
    }
    if (may_open()) {
      ++places_;
      return kept;
    }
    // With a place left it is the server that had none.
    const auto next_try = places_ < limits_.connections ? backoff_.next_try() : Moment::max();
    if (wait_in_line(waiter, std::min(deadline, next_try))) return std::move(waiter.kept);
  }
}

// Outside of a transaction. False: there is no connection to be had now.
bool Pool::make_ready(Loan& loan, bool is_clean, Moment deadline) {
  if (loan->link().is_well()) {
    if (!is_clean) loan->link().recover();
    return true;
  }
  try {
    loan->open(deadline);
    backoff_.succeeded();
    return true;
  } catch (const ServerFailure& failure) {
    // It may be on its way up, or another one about to take its place.
    spdlog::warn("{}", failure.what());
    loan->close();
    backoff_.failed();
    return false;
  }
}

bool Pool::wait_in_line(Waiter& waiter, Moment until) {
  if (line_.size() >= limits_.waiting) refuse();
  const auto at = line_.insert(line_.end(), &waiter);
  waiter.came.wait_until(until);
  if (!waiter.has_place) line_.erase(at);
  return waiter.has_place;
}

void Pool::take_back(Kept kept) {
  if (is_closed_ || (kept.connection && !kept.connection->link().is_open())) kept.connection.reset();
  if (kept.connection) kept.connection->link().rest();
  --places_;
  if (line_.empty()) {
    if (kept.connection) idle_.push_back(std::move(kept));
    return;
  }
  if (!kept.connection && !may_open()) {
    for (auto* waiter : line_) waiter->came.tell();  // to look by themselves when it may be tried again
    return;
  }
  ++places_;
  auto& first = *line_.front();
  line_.pop_front();
  first.kept = std::move(kept);
  first.has_place = true;
  first.came.tell();
}

void Pool::close() {
  is_closed_ = true;
  idle_.clear();
}

}  // namespace parley::postgres
