#pragma once
// The parameters of a query string, decoded as forms are (+ is a blank, %XX a byte).

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::http {

// `text` with its %XX undone; a % that no two hex digits follow stays. `plus_is_blank` as in a query.
std::string percent_decoded(std::string_view text, bool plus_is_blank);

// `text` as one part of a path or one value of a query: all but RFC 3986's unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

class Params {
 public:
  // At most this many are read; what follows is ignored.
  static constexpr std::size_t most = 256;

  Params() = default;
  static Params of_query(std::string_view query);

  // The first value of that name: absent is nothing, `?a=` and `?a` are the empty text.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return pairs_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace parley::http
