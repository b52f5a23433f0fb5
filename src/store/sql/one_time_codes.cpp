// Codes that prove an address: short enough to be typed, so that few attempts and little time are all they have.

#include "base/secrets.h"
#include "store/members.h"
#include "store/sql/answers.h"

namespace parley {
namespace {

using sql::Blob;
using sql::Query;

constexpr int most_attempts = 5;

constexpr Query put_code{
    "INSERT INTO one_time_code (purpose, address, hash, payload, attempts, verified, expires_at) "
    "VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT (purpose, address) DO UPDATE SET hash = excluded.hash, "
    "payload = excluded.payload, attempts = 0, verified = 0, expires_at = excluded.expires_at"};
constexpr Query find_code{
    "SELECT hash, payload FROM one_time_code "
    "WHERE purpose = $1 AND address = $2 AND attempts < $3 AND expires_at > $4"};
constexpr Query count_attempt{
    "UPDATE one_time_code SET attempts = attempts + 1 WHERE purpose = $1 AND address = $2"};
constexpr Query mark_verified{"UPDATE one_time_code SET verified = 1 WHERE purpose = $1 AND address = $2"};
constexpr Query verified_code{
    "SELECT 1 FROM one_time_code "
    "WHERE purpose = $1 AND address = $2 AND verified = 1 AND expires_at > $3"};
constexpr Query drop_one_code{"DELETE FROM one_time_code WHERE purpose = $1 AND address = $2"};
constexpr Query old_codes{
    "SELECT purpose, address FROM one_time_code WHERE expires_at <= $1 ORDER BY expires_at LIMIT 4"};

// The purpose and the address are in it, so that no row's hash is worth anything in another.
std::string hash_of(std::string_view purpose, std::string_view address, std::string_view code) {
  std::string text;
  for (const auto part : {purpose, address, code}) (text += std::to_string(part.size()) + ':') += part;
  return std::string(bytes_of(sha256(text)));
}

}  // namespace

void keep_code(Transaction& in, const OneTimeCode& code) {
  const auto hash = hash_of(code.purpose, code.address, code.code);
  in.db.run(put_code, code.purpose, code.address, Blob{hash}, code.payload, to_millis(code.expires_at));
  std::vector<std::pair<std::string, std::string>> old;
  {
    auto rows = in.db.rows(old_codes, to_millis(in.now));
    while (rows.next()) old.emplace_back(rows.text(0), rows.text(1));
  }
  for (const auto& [purpose, address] : old) in.db.run(drop_one_code, purpose, address);
}

std::optional<std::string> try_code(Transaction& in, std::string_view purpose, std::string_view address,
                                    std::string_view code) {
  std::string payload;
  bool is_right = false;
  {
    auto rows = in.db.rows(find_code, purpose, address, most_attempts, to_millis(in.now));
    if (!rows.next()) return std::nullopt;
    is_right = equal_in_constant_time(rows.text(0), hash_of(purpose, address, code));
    payload = rows.text(1);
  }
  in.db.run(is_right ? mark_verified : count_attempt, purpose, address);
  if (!is_right) return std::nullopt;
  return payload;
}

bool is_verified(const Reader& from, std::string_view purpose, std::string_view address, Timestamp now) {
  return sql::exists(from.db, verified_code, purpose, address, to_millis(now));
}

void drop_code(Transaction& in, std::string_view purpose, std::string_view address) {
  in.db.run(drop_one_code, purpose, address);
}

}  // namespace parley
