#pragma once
// Answers that were asked for again and again, kept as they were written until something they tell of changes. One a
// thread. What is kept is worth its memory only when it is wanted again, so an answer is kept when it is asked for the
// second time within a while.

#include "base/time.h"
#include "http/reply.h"

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley {

struct KeptAnswer {
  std::string body;
  std::size_t id_at = 0;               // where its request's id stands
  std::int64_t conversation = 0;       // the one it tells of; 0: any of the organization
  std::int64_t version = 0;            // of the organization when it was written
  Timestamp until = Timestamp::max();  // from then on it would be written in another way
  std::optional<std::string>
      origin;  // with which its links begin; for whom another is due it is written anew
};

class KeptAnswers {
 public:
  static constexpr std::size_t most_bytes = 12 << 20;
  static constexpr std::size_t most_bytes_each = 256 << 10;

  // Null where there is none. Valid until the next call.
  const KeptAnswer* find(const std::string& key);
  void drop(const std::string& key);
  // Whether this key was asked for a short while ago; remembers that it is asked for now.
  bool is_wanted_again(const std::string& key);
  void keep(const std::string& key, KeptAnswer answer);

 private:
  using Entry = std::pair<std::string, KeptAnswer>;
  static std::size_t size_of(const Entry& entry) {
    return entry.first.size() + entry.second.body.size() + 128;
  }

  // Of how many different answers asked for since the last time it is still "a short while".
  [[nodiscard]] std::uint32_t lookback() const;

  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;

  struct Asked {
    std::uint32_t mark = 0;  // a part of the hash of what was asked for; another part is its place
    std::uint32_t at = 0;    // the how-manieth ask it was
  };
  std::array<Asked, 8192> asked_{};
  std::uint32_t asks_ = 0;  // of what was not kept
};

}  // namespace parley
