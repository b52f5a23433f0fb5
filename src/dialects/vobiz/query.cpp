#include "dialects/vobiz/query.h"

#include "base/problem.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace parley::vobiz {
namespace {

// Whole numbers above this are not what they seem in a client's JSON.
constexpr std::int64_t largest_number = std::int64_t{1} << 53;

std::optional<std::string_view> given(const http::Params& params, std::string_view name) {
  const auto text = params.text(name);
  return text && !text->empty() ? text : std::nullopt;
}

Problem invalid(std::string_view name, std::string_view words) {
  return Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

// A whole number from 1 on; what is larger than we count reads as the largest.
std::int64_t positive_number(std::string_view name, std::string_view text) {
  if (!is_digits(text)) throw invalid(name, "must be a positive integer");
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return largest_number;
  if (number < 1) throw invalid(name, "must be a positive integer");
  return std::min(number, largest_number);
}

}  // namespace

std::int64_t read_limit(const http::Params& params, std::int64_t usual) {
  const auto text = given(params, "limit");
  return text ? std::min(positive_number("limit", *text), most_of_page) : usual;
}

Page read_page(const http::Params& params, std::int64_t usual) {
  const auto text = given(params, "page");
  return {.number = text ? positive_number("page", *text) : 1, .limit = read_limit(params, usual)};
}

Page read_page_or_all(const http::Params& params, std::int64_t usual) {
  if (given(params, "page") || given(params, "limit")) return read_page(params, usual);
  return {.number = 1, .limit = most_of_all};
}

std::string read_text(const http::Params& params, std::string_view name) {
  const auto text = params.text(name).value_or("");
  if (!is_storable_utf8(text)) throw invalid(name, "is invalid");
  return std::string(text);
}

}  // namespace parley::vobiz
