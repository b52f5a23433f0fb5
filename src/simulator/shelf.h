#pragma once
// Files, as Meta keeps them: uploads for 30 days, what customers sent for 7, a URL of either for 5 minutes (Meta's pages on
// media). Uploads are held in memory, up to limits; the oldest go first.

#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::simulator {

struct ShelvedFile {
  std::string mime_type;
  std::string sha256;  // hex
  std::string bytes;
  std::string phone_number_id;  // that it was uploaded to; empty: a customer sent it
};

class Shelf {
 public:
  static constexpr std::size_t most_bytes = 256 * 1024 * 1024;
  static constexpr std::size_t largest_file = 100 * 1024 * 1024;
  static constexpr std::size_t most_files = 10'000;

  explicit Shelf(std::uint64_t seed) : seed_(seed) {}

  // Gives its id: the same for the n-th upload of the same bytes.
  std::string put(std::string phone_number_id, std::string mime_type, std::string_view bytes, Timestamp now);
  // Nothing for what is unknown or too old by now.
  [[nodiscard]] std::optional<ShelvedFile> find(const std::string& id, Timestamp now) const;
  [[nodiscard]] bool is_known(const std::string& id, Timestamp now) const;
  bool remove(const std::string& id);
  // How many uploads are held.
  [[nodiscard]] std::size_t uploads() const { return order_.size(); }

  // The query of a URL that is good for 5 minutes, and whether one still is.
  [[nodiscard]] std::string ticket(std::string_view id, Timestamp now) const;
  [[nodiscard]] bool is_good(std::string_view id, std::string_view expires, std::string_view hash,
                             Timestamp now) const;

 private:
  struct Upload {
    ShelvedFile file;
    Timestamp at;
  };
  [[nodiscard]] bool has_room(std::size_t bytes) const {
    return order_.size() < most_files && bytes_ + bytes <= most_bytes;
  }
  void drop(const std::string& id);
  [[nodiscard]] const Upload* upload(const std::string& id, Timestamp now) const;

  std::uint64_t seed_;
  std::uint64_t count_ = 0;
  std::unordered_map<std::string, Upload> uploads_;
  std::deque<std::string> order_;                       // of the uploads, oldest first
  std::unordered_map<std::string, Timestamp> removed_;  // of customers' files
  std::size_t bytes_ = 0;
};

}  // namespace parley::simulator
