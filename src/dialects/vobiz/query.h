#pragma once
// Parameters read; pure. One that is empty counts as absent, one that is not ours is ignored, and one that is wrong
// throws Problem::invalid with the words the caller reads.

#include "http/params.h"

#include <cstdint>
#include <string>

namespace parley::vobiz {

constexpr std::int64_t most_of_page = 100;   // more is asked for in vain: it is clamped
constexpr std::int64_t most_of_all = 1'000;  // of a list that is asked for without a page

struct Page {
  std::int64_t number = 1;
  std::int64_t limit = 0;

  [[nodiscard]] std::int64_t offset() const { return (number - 1) * limit; }
};

// `usual`: the limit where none is given.
std::int64_t read_limit(const http::Params& params, std::int64_t usual);
Page read_page(const http::Params& params, std::int64_t usual);
// The same for a list that comes whole where neither page nor limit is given.
Page read_page_or_all(const http::Params& params, std::int64_t usual);

// Text that may be looked for; empty where it is not given.
std::string read_text(const http::Params& params, std::string_view name);

}  // namespace parley::vobiz
