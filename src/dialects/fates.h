#pragma once
// The bell for those who wait for what becomes of a message that they had sent. Whoever learns of it rings from any thread;
// who waits looks then, instead of every few milliseconds. A bell and no more: another process' outbox does not ring it, so
// one looks now and then all the same.

#include "base/task.h"
#include "domain/ids.h"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace parley {

class Fates {
 public:
  // One who waits, on the thread of its executor. Must not outlive the bell.
  class Watch {
   public:
    Watch(Fates& fates, const Executor& executor, OrganizationId organization, MessageKey message);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // Until it rings, or rang since the watch was set or came back the last time; for that long at most.
    Task<> wait_for(std::chrono::milliseconds most);

   private:
    friend class Fates;
    struct State;

    Fates& fates_;
    std::pair<std::int64_t, std::int64_t> of_;
    std::shared_ptr<State> state_;
  };

  // From any thread.
  void ring(OrganizationId organization, MessageKey message);

 private:
  std::mutex mutex_;
  std::multimap<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<Watch::State>> watches_;
};

}  // namespace parley
