#pragma once
// The deadlines of a thread's connections in one dense table that is looked through once a second: setting
// one is a store, which is why no connection has a timer of its own.

#include <chrono>
#include <cstdint>
#include <vector>

namespace parley::http {

// What has a deadline.
class Expiring {
 public:
  virtual ~Expiring() = default;
  // The deadline went by. Must not add or remove entries.
  virtual void expire() = 0;
  // The server stops; nothing is under way here that it should wait for, or there is.
  virtual void stop_if_idle() = 0;
};

class Deadlines {
 public:
  using Place = std::uint32_t;

  Place add(Expiring& who);
  void remove(Place place);

  // From now on, late by up to a second.
  void set(Place place, std::chrono::seconds after) {
    entries_[place].due = now_ + static_cast<std::uint64_t>(after.count()) + 1;
  }
  void clear(Place place) { entries_[place].due = never; }

  // A second has gone by.
  void tick();
  void stop_idle();
  [[nodiscard]] std::size_t size() const { return entries_.size() - free_.size(); }

 private:
  static constexpr std::uint64_t never = UINT64_MAX;

  struct Entry {
    std::uint64_t due = never;
    Expiring* who = nullptr;
  };

  std::vector<Entry> entries_;
  std::vector<Place> free_;
  std::uint64_t now_ = 0;  // in seconds since the table began
};

}  // namespace parley::http
