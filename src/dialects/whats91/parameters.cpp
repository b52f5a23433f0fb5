#include "dialects/whats91/parameters.h"

#include "base/text.h"

#include <charconv>

namespace parley::whats91 {
namespace {

using http::Params;

constexpr std::int64_t most_of_page = 200;
constexpr std::int64_t usual_page = 50;
constexpr std::size_t shortest_phone = 7;
constexpr std::size_t longest_phone = 15;

}  // namespace

Problem invalid(std::string_view name, std::string_view words) {
  return Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

std::optional<std::string_view> given(const Params& params, std::string_view name) {
  const auto text = params.text(name);
  return text && !text->empty() ? text : std::nullopt;
}

std::string text_of(const Params& params, std::string_view name) {
  const auto text = given(params, name).value_or("");
  if (!is_storable_utf8(text)) throw invalid(name);
  return std::string(text);
}

std::optional<std::int64_t> positive_number(std::string_view text, std::int64_t most) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number < 1 || number > most)
    return std::nullopt;
  return number;
}

std::optional<Timestamp> date(const Params& params, std::string_view name) {
  const auto text = given(params, name);
  if (!text) return std::nullopt;
  const auto day = parse_date(*text);
  if (!day) throw invalid(name);
  return day;
}

std::string phone(std::string_view name, std::string_view text) {
  auto digits = digits_of(text);
  if (digits.size() < shortest_phone || digits.size() > longest_phone) throw invalid(name);
  return digits;
}

std::int64_t read_limit(const Params& params) {
  const auto text = given(params, "limit");
  if (!text) return usual_page;
  const auto limit = positive_number(*text, most_of_page);
  if (!limit) throw invalid("limit", "must be between 1 and 200");
  return *limit;
}

std::int64_t read_offset(const Params& params, std::int64_t limit) {
  const auto text = given(params, "page");
  if (!text) return 0;
  const auto page = positive_number(*text, largest_number);
  if (!page) throw invalid("page", "must be a positive integer");
  return (*page - 1) * limit;
}

}  // namespace parley::whats91
