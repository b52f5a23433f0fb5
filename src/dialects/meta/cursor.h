#pragma once
// Where a list goes on: a place in it, hidden, with a proof that we wrote it for that very list.

#include "base/seal.h"
#include "domain/ids.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::graph {

// What a cursor is bound to: organization, list, number of ours and every filter, but not the size of a page.
class Scope {
 public:
  Scope(OrganizationId organization, std::string_view list, std::string_view number);
  // Empty: the filter is not asked for.
  Scope& with(std::string_view filter, std::string_view value);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// By a time in milliseconds, 0 where there is none, and a number.
struct Place {
  std::int64_t at = 0;
  std::int64_t number = 0;
  bool operator==(const Place&) const = default;
};

std::string write_cursor(const Seal& seal, const Scope& scope, Place place);
// Problem invalid "cursor" for any text but one of ours for that scope.
Place read_cursor(const Seal& seal, const Scope& scope, std::string_view text);

}  // namespace parley::graph
