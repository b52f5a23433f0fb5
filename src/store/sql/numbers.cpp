#include "store/sql/numbers.h"

#include "base/secrets.h"
#include "store/sql/answers.h"

#include <algorithm>
#include <charconv>

namespace parley::sql {
namespace {

constexpr Query id_by_number{"SELECT id FROM conversation WHERE organization = $1 AND number = $2"};
constexpr Query id_by_id{"SELECT id FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query number_leads{
    "SELECT conversation FROM conversation_number WHERE organization = $1 AND number = $2"};

std::string digits_of(std::int64_t number, std::size_t width) {
  auto digits = std::to_string(number);
  return std::string(width - std::min(digits.size(), width), '0') + digits;
}

}  // namespace

std::int64_t number_of(const std::string& phone_number_id, const std::string& canonical, int attempt) {
  auto name = phone_number_id + '\n' + canonical;
  if (attempt > 0) name += '\n' + std::to_string(attempt);
  return static_cast<std::int64_t>(stable_hash(name)) & number_mask;
}

std::string number_tie(std::int64_t number) { return digits_of(number, 10); }

std::string key_tie(std::int64_t key) { return digits_of(key, 19); }

std::int64_t number_of_tie(std::string_view tie) {
  std::int64_t number = 0;
  std::from_chars(tie.data(), tie.data() + tie.size(), number);
  return number;
}

std::int64_t id_of_number(Connection& db, std::int64_t organization, std::int64_t number) {
  if (!is_number(number)) return 0;
  if (const auto id = first_integer(db, id_by_number, organization, number)) return id;
  if (const auto id = first_integer(db, number_leads, organization, number)) return id;
  return first_integer(db, id_by_id, organization, id_with(organization, number));
}

}  // namespace parley::sql
