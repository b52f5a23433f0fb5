#include "domain/identity.h"

#include "base/text.h"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t longest_id = 128;

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Whether `text` is a country, `mark` and 1 to 128 letters and digits.
bool is_scoped_id(std::string_view text, std::string_view mark) {
  if (!is_country(text.substr(0, 2)) || text.substr(2, mark.size()) != mark) return false;
  const auto id = text.substr(2 + mark.size());
  return !id.empty() && id.size() <= longest_id && std::all_of(id.begin(), id.end(), is_alphanumeric);
}

// A digit that some spellings of a country's mobile numbers hold and others leave out.
struct SpareDigit {
  std::string_view country;
  std::size_t position;
  char digit;
  std::size_t longest;                   // the number of digits of a number that holds it
  std::string_view next = "0123456789";  // what may follow it
};

constexpr SpareDigit spare_digits[] = {
    {"55", 4, '9', 13, "6789"},  // Brazil, behind the area; before 2 to 5 it would be a landline's own digit
    {"52", 2, '1', 13},          // Mexico
    {"54", 2, '9', 13},          // Argentina
};

}  // namespace

bool looks_like_bsuid(std::string_view text) { return is_scoped_id(text, "."); }

bool looks_like_parent_bsuid(std::string_view text) { return is_scoped_id(text, ".ENT."); }

std::string phone_key(std::string_view phone) {
  std::string key(phone);
  if (!is_digits(phone)) return key;
  for (const auto& spare : spare_digits) {
    const bool holds_it = phone.size() == spare.longest && phone.starts_with(spare.country) &&
                          phone[spare.position] == spare.digit &&
                          spare.next.find(phone[spare.position + 1]) != std::string_view::npos;
    if (holds_it) key.erase(spare.position, 1);
  }
  return key;
}

}  // namespace parley
