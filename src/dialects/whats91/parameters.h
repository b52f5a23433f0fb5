#pragma once
// How single parameters are read; pure. One that is empty counts as absent, one that is wrong throws Problem::invalid with
// words that begin with its name.

#include "base/problem.h"
#include "base/time.h"
#include "http/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::whats91 {

// Whole numbers above this are not what they seem in a client's JSON.
constexpr std::int64_t largest_number = std::int64_t{1} << 53;

Problem invalid(std::string_view name, std::string_view words = "is invalid");

std::optional<std::string_view> given(const http::Params& params, std::string_view name);
// Text that may be looked for; empty where it is not given.
std::string text_of(const http::Params& params, std::string_view name);
std::optional<std::int64_t> positive_number(std::string_view text, std::int64_t most);
std::optional<Timestamp> date(const http::Params& params, std::string_view name);
// Digits alone, 7 to 15 of them.
std::string phone(std::string_view name, std::string_view text);

// 1 to 200, 50 where it is not given; and the rows before the page that is asked for.
std::int64_t read_limit(const http::Params& params);
std::int64_t read_offset(const http::Params& params, std::int64_t limit);

template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

// Whether a word of the query is a choice's.
using Same = bool (*)(std::string_view, std::string_view);
constexpr Same exactly = [](std::string_view a, std::string_view b) { return a == b; };

// What is chosen; nothing where nothing is.
template <class Value, std::size_t n>
std::optional<Value> chosen(const http::Params& params, std::string_view name,
                            const Choice<Value> (&choices)[n], Same same = exactly,
                            std::string_view words = "is invalid") {
  const auto text = given(params, name);
  if (!text) return std::nullopt;
  for (const auto& choice : choices) {
    if (same(*text, choice.word)) return choice.value;
  }
  throw invalid(name, words);
}

}  // namespace parley::whats91
