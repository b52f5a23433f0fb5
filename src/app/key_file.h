#pragma once
// The server's own key, in a file beside the store so that a copy of the store alone opens nothing. What is
// sealed under it (access tokens for Meta) is text of ASCII symbols.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace parley::app {

class KeyFile {
 public:
  // Reads the key, or makes one where there is no file. Throws std::runtime_error with words for the
  // operator.
  static KeyFile open(const std::string& path);

  ~KeyFile();
  KeyFile(const KeyFile&) = default;
  KeyFile& operator=(const KeyFile&) = default;

  [[nodiscard]] std::string seal(std::string_view plain) const;
  // Nothing where `sealed` was not sealed under this key, or was altered.
  [[nodiscard]] std::optional<std::string> unseal(std::string_view sealed) const;

 private:
  using Key = std::array<unsigned char, 32>;
  explicit KeyFile(const Key& key) : key_(key) {}

  Key key_;
};

// Whether others than its owner may read the file.
bool readable_by_others(const std::string& path);

}  // namespace parley::app
