#include "simulator/tag_counts.h"

#include "base/secrets.h"

#include <utility>

namespace parley::simulator {
namespace {

constexpr std::size_t first_places = 4096;

}  // namespace

std::uint64_t tag_hash(std::string_view text) {
  const auto hash = stable_hash(text);
  return hash == 0 ? 1 : hash;
}

// Where it stands, or would stand.
std::size_t TagCounts::place_of(std::uint64_t hash) const {
  const auto mask = hashes_.size() - 1;
  auto place = static_cast<std::size_t>(hash) & mask;
  while (hashes_[place] != 0 && hashes_[place] != hash) place = (place + 1) & mask;
  return place;
}

void TagCounts::grow() {
  const auto places = hashes_.empty() ? first_places : 2 * hashes_.size();
  const auto hashes = std::exchange(hashes_, std::vector<std::uint64_t>(places));
  const auto counts = std::exchange(counts_, std::vector<std::uint32_t>(places));
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (hashes[i] == 0) continue;
    const auto place = place_of(hashes[i]);
    hashes_[place] = hashes[i];
    counts_[place] = counts[i];
  }
}

std::uint32_t TagCounts::add(std::uint64_t hash) {
  if (2 * size_ >= hashes_.size() && size_ < most) grow();
  const auto place = place_of(hash);
  if (hashes_[place] == 0) {
    if (size_ == most) return 0;
    hashes_[place] = hash;
    ++size_;
  }
  return ++counts_[place];
}

std::uint32_t TagCounts::seen(std::uint64_t hash) const {
  if (hashes_.empty()) return 0;
  const auto place = place_of(hash);
  return hashes_[place] == 0 ? 0 : counts_[place];
}

}  // namespace parley::simulator
