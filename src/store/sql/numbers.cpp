#include "store/sql/numbers.h"

#include "base/secrets.h"
#include "store/sql/answers.h"

#include <array>

namespace parley::sql {
namespace {

constexpr Query id_by_number{"SELECT id FROM conversation WHERE organization = $1 AND number = $2"};
constexpr Query id_by_id{"SELECT id FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query number_leads{
    "SELECT conversation FROM conversation_number WHERE organization = $1 AND number = $2"};

// In the order of their bytes. Eleven of them hold 63 bits, and fit into a string without an allocation.
constexpr std::string_view digits = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr int bits_each = 6;
constexpr std::size_t width = 11;
static_assert(digits.size() == 1U << bits_each);

constexpr std::array<std::int64_t, 256> values = [] {
  std::array<std::int64_t, 256> of{};
  for (std::size_t i = 0; i < digits.size(); ++i)
    of[static_cast<unsigned char>(digits[i])] = static_cast<std::int64_t>(i);
  return of;
}();

}  // namespace

std::int64_t number_of(const std::string& phone_number_id, const std::string& canonical, int attempt) {
  auto name = phone_number_id + '\n' + canonical;
  if (attempt > 0) name += '\n' + std::to_string(attempt);
  return static_cast<std::int64_t>(stable_hash(name)) & number_mask;
}

std::string number_tie(std::int64_t number) {
  std::string tie(width, digits[0]);
  for (auto at = width; at > 0; number >>= bits_each) {
    tie[--at] = digits[static_cast<std::size_t>(number) % digits.size()];
  }
  return tie;
}

std::int64_t number_of_tie(std::string_view tie) {
  std::int64_t number = 0;
  for (const char digit : tie) number = number << bits_each | values[static_cast<unsigned char>(digit)];
  return number;
}

std::int64_t id_of_number(Connection& db, std::int64_t organization, std::int64_t number) {
  if (!is_number(number)) return 0;
  if (const auto id = first_integer(db, id_by_number, organization, number)) return id;
  if (const auto id = first_integer(db, number_leads, organization, number)) return id;
  return first_integer(db, id_by_id, organization, id_with(organization, number));
}

}  // namespace parley::sql
