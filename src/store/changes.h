#pragma once
// What a thread knows of how new things are: for each organization it was asked about, the last event, and the last
// event of each conversation that changed lately. Fed from the event log.

#include "domain/event.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace parley {

class Changes {
 public:
  // More conversations than this are not told apart.
  static constexpr std::size_t most_conversations = 20'000;

  explicit Changes(std::int64_t last = 0) : last_(last), floor_(last) {}

  [[nodiscard]] std::int64_t last() const { return last_; }
  // The last event that may have changed what is told of that conversation (by its public number); 0: of anything.
  [[nodiscard]] std::int64_t of(std::int64_t conversation) const {
    if (conversation == 0) return last_;
    const auto at = by_conversation_.find(conversation);
    return at == by_conversation_.end() ? floor_ : at->second;
  }

  void take(const Event& event) {
    last_ = event.sequence.value;
    if (event.conversation == 0 || by_conversation_.size() >= most_conversations) return forget(last_);
    by_conversation_[event.conversation] = last_;
  }
  // Everything may have changed up to that event.
  void forget(std::int64_t last) {
    last_ = floor_ = last;
    by_conversation_.clear();
  }

 private:
  std::int64_t last_ = 0;
  std::int64_t floor_ = 0;
  std::unordered_map<std::int64_t, std::int64_t> by_conversation_;
};

}  // namespace parley
