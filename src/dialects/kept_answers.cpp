#include "dialects/kept_answers.h"

#include <algorithm>
#include <functional>

namespace parley {

const KeptAnswer* KeptAnswers::find(const std::string& key) {
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, at->second);
  return &at->second->second;
}

void KeptAnswers::drop(const std::string& key) {
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return;
  const auto entry = at->second;
  bytes_ -= size_of(*entry);
  by_key_.erase(at);
  entries_.erase(entry);
}

// What was asked for longer ago than twice as many answers would have been kept for is not likely to be asked for while
// it would be kept.
bool KeptAnswers::is_wanted_again(const std::string& key) {
  const auto hash = std::hash<std::string>()(key);
  auto& asked = asked_[hash % asked_.size()];
  const auto mark = static_cast<std::uint32_t>(hash >> 32);
  const auto now = ++asks_;
  const bool again = asked.mark == mark && asked.at != 0 && now - asked.at <= lookback();
  asked = {.mark = mark, .at = now};
  return again;
}

std::uint32_t KeptAnswers::lookback() const {
  const auto is_full = bytes_ > most_bytes / 2;
  const auto room = is_full ? 2 * most_bytes / (bytes_ / entries_.size()) : asked_.size();
  return static_cast<std::uint32_t>(std::min(room, asked_.size()));
}

void KeptAnswers::keep(const std::string& key, KeptAnswer answer) {
  if (answer.body.size() > most_bytes_each) return;
  drop(key);
  entries_.emplace_front(key, std::move(answer));
  by_key_.emplace(entries_.front().first, entries_.begin());
  bytes_ += size_of(entries_.front());
  while (bytes_ > most_bytes) {
    bytes_ -= size_of(entries_.back());
    by_key_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

}  // namespace parley
