#include "dialects/wapikit/page.h"

#include "base/problem.h"
#include "base/text.h"

#include <charconv>

namespace parley::wapikit {
namespace {

constexpr std::int64_t last_page = 1'000'000'000;

std::optional<std::int64_t> read_number(const http::Params& params, std::string_view name) {
  const auto text = params.text(name);
  if (!text || text->empty()) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) {
    throw Problem::invalid(std::string(name), std::string(name) + " must be a number");
  }
  return number;
}

void check(std::string_view name, std::int64_t number, std::int64_t largest) {
  if (number >= 1 && number <= largest) return;
  throw Problem::invalid(std::string(name),
                         std::string(name) + " must be between 1 and " + std::to_string(largest));
}

}  // namespace

Page read_page(const http::Params& params, std::int64_t largest) {
  const auto number = read_number(params, "page");
  const auto size = read_number(params, "per_page");
  if (!number) throw Problem::invalid("page", "page is required");
  if (!size) throw Problem::invalid("per_page", "per_page is required");
  check("page", *number, last_page);
  check("per_page", *size, largest);
  return {.number = *number, .size = *size};
}

Page read_page_or(const http::Params& params, Page without, std::int64_t largest) {
  const Page page{.number = read_number(params, "page").value_or(without.number),
                  .size = read_number(params, "per_page").value_or(without.size)};
  check("page", page.number, last_page);
  check("per_page", page.size, largest);
  return page;
}

bool read_descending(const http::Params& params, std::string_view name, bool without) {
  const auto word = params.text(name).value_or("");
  if (word.empty()) return without;
  if (word == "desc") return true;
  if (word == "asc") return false;
  throw Problem::invalid(std::string(name), std::string(name) + " must be asc or desc");
}

void write_pagination(JsonWriter& json, const Page& page, std::int64_t total) {
  json.key("paginationMeta")
      .open('{')
      .field("page", page.number)
      .field("per_page", page.size)
      .field("total", total)
      .close('}');
}

std::optional<std::string> maybe_text(Json body, std::string_view name, std::size_t longest) {
  const auto given = body[name];
  if (given.is_absent()) return std::nullopt;
  const auto whole = given.text();
  const auto text = trimmed(whole);
  const bool is_fit = first_code_points(text, longest).size() == text.size();
  if (!given.is_text() || !is_fit) {
    throw Problem::invalid(std::string(name), std::string(name) + " must be a text of at most " +
                                                  std::to_string(longest) + " characters");
  }
  return std::string(text);
}

std::string need_text(Json body, std::string_view name, std::size_t longest) {
  auto text = maybe_text(body, name, longest);
  if (!text || text->empty()) throw Problem::invalid(std::string(name), std::string(name) + " is required");
  return std::move(*text);
}

}  // namespace parley::wapikit
