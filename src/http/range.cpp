#include "http/range.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace parley::http {
namespace {

constexpr std::string_view unit = "bytes=";

// Digits alone; nothing where there are others, or where the number is past all files.
std::optional<std::uint64_t> number_of(std::string_view text) {
  if (!is_digits(text)) return std::nullopt;
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return UINT64_MAX;
  return number;
}

// Whether a list of tags names one, by weak comparison.
bool names(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto each = trimmed(list.substr(0, comma));
    list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each == etag) return true;
  }
  return false;
}

RangeAnswer part(std::uint64_t first, std::uint64_t last, std::uint64_t size) {
  last = std::min(last, size - 1);
  return {.kind = RangeAnswer::Kind::part, .range = {.first = first, .count = last - first + 1}};
}

}  // namespace

RangeAnswer read_range(std::optional<std::string_view> range, std::uint64_t size) {
  const RangeAnswer whole{.kind = RangeAnswer::Kind::whole, .range = {.first = 0, .count = size}};
  const RangeAnswer none{.kind = RangeAnswer::Kind::unsatisfiable, .range = {}};
  if (!range || range->size() < unit.size() || !equal_ignoring_case(range->substr(0, unit.size()), unit))
    return whole;
  const auto set = trimmed(range->substr(unit.size()));
  const auto dash = set.find('-');
  if (dash == set.npos || set.find(',') != set.npos) return whole;
  const auto from = set.substr(0, dash), to = set.substr(dash + 1);
  if (from.empty()) {
    const auto count = number_of(to);
    if (!count) return whole;
    if (*count == 0 || size == 0) return none;
    return part(size - std::min(*count, size), size - 1, size);
  }
  const auto first = number_of(from);
  const auto last = to.empty() ? std::optional(UINT64_MAX) : number_of(to);
  if (!first || !last || *last < *first) return whole;
  if (*first >= size) return none;
  return part(*first, *last, size);
}

bool if_range_holds(std::optional<std::string_view> if_range, std::string_view etag) {
  return !if_range || trimmed(*if_range) == etag;
}

bool none_match_hits(std::optional<std::string_view> if_none_match, std::string_view etag) {
  if (!if_none_match) return false;
  return trimmed(*if_none_match) == "*" || names(*if_none_match, etag);
}

std::string content_range(const RangeAnswer& answer, std::uint64_t size) {
  const auto of = "/" + std::to_string(size);
  if (answer.kind == RangeAnswer::Kind::unsatisfiable) return "bytes *" + of;
  return "bytes " + std::to_string(answer.range.first) + "-" +
         std::to_string(answer.range.first + answer.range.count - 1) + of;
}

}  // namespace parley::http
