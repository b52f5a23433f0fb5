#pragma once
// What a process knows of its organizations' sending, for whoever watches it.

#include "base/time.h"
#include "store/outbox.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace parley::outbox {

// From any thread.
class Figures {
 public:
  // How all numbers of that organization are sending.
  void note(OrganizationId organization, const std::vector<Sending>& all, Timestamp now);
  void note_calls(std::int64_t under_way);

  // In Prometheus' text form.
  [[nodiscard]] std::string metrics(Timestamp now) const;

 private:
  struct Sums {
    std::int64_t waiting = 0, unknown = 0, marks = 0, accepted = 0, failed = 0, refused = 0, held = 0;
    std::optional<Timestamp> oldest;

    void take(std::optional<Timestamp> at);
    void add(const Sending& one, Timestamp now);
    void add(const Sums& other);
  };
  [[nodiscard]] Sums of_all() const;

  mutable std::mutex mutex_;  // of what follows
  std::map<std::int64_t, Sums> of_;
  std::int64_t calls_ = 0;
};

}  // namespace parley::outbox
