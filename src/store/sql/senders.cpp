#include "store/sql/senders.h"

#include "base/problem.h"
#include "base/text.h"
#include "store/sql/answers.h"
#include "store/sql/organizations.h"

namespace parley::sql {
namespace {

constexpr Query next_sender{"SELECT coalesce(max(id), 0) + 1 FROM sender"};
constexpr Query find_sender{"SELECT organization FROM sender WHERE phone_number_id = $1"};
constexpr Query has_sender{"SELECT 1 FROM sender WHERE organization = $1 AND connected = 1 LIMIT 1"};
constexpr Query insert_sender{
    "INSERT INTO sender (organization, id, phone_number_id, phone, waba, name, connected, is_default, access_token, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)"};
constexpr Query senders{
    "SELECT organization, id, phone_number_id, phone, waba, name, connected, is_default, created_at FROM sender "
    "WHERE organization = $1 ORDER BY id"};

Sender read_sender(Rows& rows) {
  return {.id = {rows.integer(1)},
          .organization = {rows.integer(0)},
          .phone_number_id = std::string(rows.text(2)),
          .phone = std::string(rows.text(3)),
          .waba = std::string(rows.text(4)),
          .name = std::string(rows.text(5)),
          .connected = rows.integer(6) != 0,
          .is_default = rows.integer(7) != 0,
          .created_at = from_millis(rows.integer(8))};
}

}  // namespace

Sender add_sender(Connection& db, const NewSender& wanted, Timestamp now) {
  need_organization(db, wanted.organization);
  if (!is_digits(wanted.phone))
    throw Problem::invalid("phone", "a phone is digits, country code first, without a plus");
  if (trimmed(wanted.phone_number_id).empty())
    throw Problem::invalid("phone_number_id", "a phone number id is missing");
  if (exists(db, find_sender, wanted.phone_number_id)) {
    throw Problem(Problem::Kind::conflict, "phone_number_id",
                  "the phone number id " + wanted.phone_number_id + " is connected already");
  }
  Sender sender{.id = {first_integer(db, next_sender)},
                .organization = wanted.organization,
                .phone_number_id = wanted.phone_number_id,
                .phone = wanted.phone,
                .waba = wanted.waba,
                .name = wanted.name,
                .connected = true,
                .is_default = !exists(db, has_sender, wanted.organization.value),
                .created_at = now};
  db.run(insert_sender, sender.organization.value, sender.id.value, sender.phone_number_id, sender.phone,
         sender.waba, sender.name, sender.is_default, Blob{wanted.sealed_access_token}, to_millis(now));
  return sender;
}

std::vector<Sender> read_senders(Connection& db, OrganizationId organization) {
  std::vector<Sender> found;
  auto rows = db.rows(senders, organization.value);
  while (rows.next()) found.push_back(read_sender(rows));
  return found;
}

}  // namespace parley::sql
