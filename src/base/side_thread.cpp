#include "base/side_thread.h"

#include "base/problem.h"

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace parley {

SideThread::SideThread(Limits limits) : limits_(limits) {}

Task<> SideThread::run(FunctionRef<void()> work) {
  const auto executor = co_await asio::this_coro::executor;
  const auto until = deadline();
  const auto start = [&](const Done& done) {
    if (!submit({work, done, until})) std::rethrow_exception(refusal());
  };
  co_await await(executor.context(), start);
}

bool SideThread::begin(std::function<void()> work) {
  const bool taken = submit({std::move(work), [](const std::exception_ptr&) {}, deadline()});
  if (!taken) ++refused_;
  return taken;
}

std::chrono::steady_clock::time_point SideThread::deadline() const {
  return std::chrono::steady_clock::now() + limits_.patience;
}

bool SideThread::submit(Piece piece) {
  const std::lock_guard lock(mutex_);
  if (ended_ || pieces_.size() >= limits_.waiting) return false;
  if (!thread_.joinable()) thread_ = std::thread([this] { work_on(); });
  pieces_.push_back(std::move(piece));
  waiting_ = pieces_.size();
  changed_.notify_one();
  return true;
}

void SideThread::work_on() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ended_ || !pieces_.empty(); });
    if (pieces_.empty()) return;
    const auto piece = std::move(pieces_.front());
    pieces_.pop_front();
    waiting_ = pieces_.size();
    lock.unlock();
    piece.done(attempt(piece));
    lock.lock();
  }
}

std::exception_ptr SideThread::attempt(const Piece& piece) {
  if (ended_ || std::chrono::steady_clock::now() > piece.until) return refusal();
  try {
    piece.work();
    return nullptr;
  } catch (...) {  // it is the caller's, on the caller's thread
    return std::current_exception();
  }
}

std::exception_ptr SideThread::refusal() {
  ++refused_;
  return std::make_exception_ptr(Problem::unavailable("Too much to do at once; try again"));
}

void SideThread::finish() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace parley
