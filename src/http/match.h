#pragma once
// Path patterns: "/v1/{sender}/conversations", and "/v1/{sender}/messages/{wamid...}" whose last part takes
// the rest.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace parley::http {

// The values of a pattern's braces, in order, as they stand in the path (percent-encoded).
class PathValues {
 public:
  static constexpr std::size_t most = 6;

  // The i-th brace's value, percent-decoded (+ stays a plus).
  [[nodiscard]] std::string decoded(std::size_t i) const;
  [[nodiscard]] std::string_view raw(std::size_t i) const {
    return i < count_ ? values_[i] : std::string_view();
  }
  [[nodiscard]] std::size_t size() const { return count_; }
  void add(std::string_view value) {
    if (count_ < most) values_[count_++] = value;
  }

 private:
  std::array<std::string_view, most> values_{};
  std::size_t count_ = 0;
};

// A brace takes one part that is not empty; everything else must be equal byte for byte. A trailing slash
// counts.
std::optional<PathValues> match(std::string_view pattern, std::string_view path);

}  // namespace parley::http
