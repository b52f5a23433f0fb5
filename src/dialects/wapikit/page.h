#pragma once
// Pages by number, as all lists have them, and how bodies and parameters are read.

#include "base/json.h"
#include "base/json_writer.h"
#include "http/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::wapikit {

struct Page {
  std::int64_t number = 1;
  std::int64_t size = 50;

  [[nodiscard]] std::int64_t offset() const { return (number - 1) * size; }
};

// `page` and `per_page`, both to be given. Problem: invalid "page" or "per_page", where one is missing, no number, below
// 1, or a page larger than `largest`.
Page read_page(const http::Params& params, std::int64_t largest = 100);
// The same where they may be left out.
Page read_page_or(const http::Params& params, Page without, std::int64_t largest);

// `asc` or `desc` under that name. Problem: invalid `name` for any other word.
bool read_descending(const http::Params& params, std::string_view name, bool without = true);

// The member "paginationMeta".
void write_pagination(JsonWriter& json, const Page& page, std::int64_t total);

// A member of a body that must be a text; trimmed, neither empty nor longer than so many code points. Problem: invalid
// `name`.
std::string need_text(Json body, std::string_view name, std::size_t longest = 200);
// The same where it may be left out or null (nothing) or empty.
std::optional<std::string> maybe_text(Json body, std::string_view name, std::size_t longest = 1'000);

}  // namespace parley::wapikit
