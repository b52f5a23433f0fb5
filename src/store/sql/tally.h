#pragma once
// How many rows there are of each kind, kept with a list so that nothing needs counting. A kind is a short text of
// the list's own making, never empty; of a longer one the first 255 bytes count. Kinds with no row are not kept.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sql {

class Tally {
 public:
  struct Entry {
    std::string kind;  // 1 to 255 bytes
    std::int64_t rows = 0;
  };

  static Tally read(std::string_view packed);
  [[nodiscard]] std::string packed() const;

  void add(std::string_view kind, std::int64_t rows);
  void add(const Tally& other);
  void take(const Tally& other);  // away
  [[nodiscard]] std::int64_t total() const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  // Rows of the kinds that `wanted` says yes to, read straight from the packed form.
  template <class Wanted>
  static std::int64_t count(std::string_view packed, const Wanted& wanted) {
    std::int64_t sum = 0;
    each(packed, [&](std::string_view kind, std::int64_t rows) {
      if (wanted(kind)) sum += rows;
    });
    return sum;
  }

  // Calls `take(kind, rows)` for each. What is cut short, or no tally at all, ends it.
  template <class Take>
  static void each(std::string_view packed, const Take& take) {
    while (!packed.empty()) {
      const auto length = static_cast<unsigned char>(packed[0]);
      if (length == 0 || packed.size() < std::size_t{1} + length) return;
      const auto kind = packed.substr(1, length);
      packed.remove_prefix(std::size_t{1} + length);
      const auto rows = static_cast<std::int64_t>(varint(packed));
      if (rows <= 0) return;
      take(kind, rows);
    }
  }

 private:
  static std::uint64_t varint(std::string_view& packed);

  std::vector<Entry> entries_;
};

}  // namespace parley::sql
