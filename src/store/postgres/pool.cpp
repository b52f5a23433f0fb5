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
  Kept kept;
  if (is_closed_) refuse();
  if (!idle_.empty()) {
    kept = std::move(idle_.back());
    idle_.pop_back();
    ++places_;
  } else if (places_ < limits_.connections) {
    ++places_;
  } else {
    kept = wait_in_line(deadline);
  }
  return lend(std::move(kept), deadline);
}

// To who has a place.
Pool::Loan Pool::lend(Kept kept, Moment deadline) {
  if (!kept.connection) kept.connection = std::make_unique<Connection>(context_, server_);
  Loan loan(shared_from_this(), std::move(kept.connection));
  if (!loan->link().is_well()) {
    open(*loan, deadline);
  } else if (!kept.is_clean) {
    loan->link().recover();
  }
  return loan;
}

Pool::Kept Pool::wait_in_line(Moment deadline) {
  if (line_.size() >= limits_.waiting) refuse();
  Waiter waiter{.came = Signal(context_), .kept = {}};
  const auto at = line_.insert(line_.end(), &waiter);
  waiter.came.wait_until(deadline);
  if (!waiter.has_place) {
    line_.erase(at);
    refuse();
  }
  return std::move(waiter.kept);
}

void Pool::open(Connection& connection, Moment deadline) {
  while (!connection.link().is_open()) {
    const auto next_try = std::min(backoff_.next_try(), deadline);
    if (next_try > now()) Signal(context_).wait_until(next_try);
    if (now() >= deadline || is_closed_) refuse();
    try {
      connection.open();
      backoff_.succeeded();
    } catch (const ServerFailure& failure) {
      // It may be on its way up, or another one about to take its place.
      spdlog::warn("{}", failure.what());
      connection.close();
      backoff_.failed();
    }
  }
}

void Pool::take_back(Kept kept) {
  if (is_closed_ || (kept.connection && !kept.connection->link().is_open())) kept.connection.reset();
  if (line_.empty()) {
    if (kept.connection) idle_.push_back(std::move(kept));
    --places_;
    return;
  }
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
