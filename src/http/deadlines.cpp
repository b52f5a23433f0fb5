#include "http/deadlines.h"

namespace parley::http {

Deadlines::Place Deadlines::add(Expiring& who) {
  if (free_.empty()) {
    entries_.push_back({never, &who});
    return static_cast<Place>(entries_.size() - 1);
  }
  const auto place = free_.back();
  free_.pop_back();
  entries_[place] = {never, &who};
  return place;
}

void Deadlines::remove(Place place) {
  entries_[place] = {};
  free_.push_back(place);
}

void Deadlines::tick() {
  ++now_;
  for (auto& entry : entries_) {
    if (entry.due > now_) continue;
    entry.due = never;
    entry.who->expire();
  }
}

void Deadlines::stop_idle() {
  for (const auto& entry : entries_)
    if (entry.who) entry.who->stop_if_idle();
}

}  // namespace parley::http
