#include "dialects/kept_answers.h"

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

bool KeptAnswers::is_wanted_again(const std::string& key) {
  const auto hash = std::hash<std::string>()(key);
  auto& asked = asked_[hash % asked_.size()];
  const auto mark = static_cast<std::uint32_t>(hash >> 32 | 1);
  const bool again = asked == mark;
  asked = mark;
  return again;
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
