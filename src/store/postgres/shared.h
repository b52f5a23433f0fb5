#pragma once
// What the threads of one process know of what others did.

#include "domain/ids.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace parley::postgres {

class Shared {
 public:
  // The newest set-up that anybody here has heard of; what was read under an older one may be old.
  [[nodiscard]] std::int64_t setup() const { return setup_; }
  void heard_of_setup(std::int64_t version) {
    auto known = setup_.load();
    while (known < version && !setup_.compare_exchange_weak(known, version)) {
    }
  }

  // Somebody here wants to be told of an organization's events.
  void follow(OrganizationId organization) {
    const std::lock_guard lock(mutex_);
    followed_.try_emplace(organization.value, 0);
  }
  // Whether that event is newer than what was told of that organization.
  bool is_news(std::int64_t organization, std::int64_t last) {
    const std::lock_guard lock(mutex_);
    auto& told = followed_[organization];
    const bool is_newer = last > told;
    told = std::max(told, last);
    return is_newer;
  }
  [[nodiscard]] std::vector<std::int64_t> followed() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::int64_t> all;
    all.reserve(followed_.size());
    for (const auto& [organization, last] : followed_) all.push_back(organization);
    return all;
  }

 private:
  std::atomic<std::int64_t> setup_{0};
  mutable std::mutex mutex_;
  std::map<std::int64_t, std::int64_t> followed_;  // organization → the last event that was told
};

}  // namespace parley::postgres
