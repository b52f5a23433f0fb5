#pragma once
// How often each of very many texts was seen, by their hashes: some 24 bytes a text, a million of them at most.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace parley::simulator {

class TagCounts {
 public:
  static constexpr std::size_t most = 1'000'000;

  // How often it was seen, this time included; 0: there is no room for another one, and it is not counted.
  std::uint32_t add(std::uint64_t hash);
  [[nodiscard]] std::uint32_t seen(std::uint64_t hash) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  [[nodiscard]] std::size_t place_of(std::uint64_t hash) const;
  void grow();

  std::vector<std::uint64_t> hashes_;  // open addressing; 0: free
  std::vector<std::uint32_t> counts_;
  std::size_t size_ = 0;
};

// Never 0.
std::uint64_t tag_hash(std::string_view text);

}  // namespace parley::simulator
