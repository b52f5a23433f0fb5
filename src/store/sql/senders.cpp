#include "store/sql/senders.h"

#include "base/problem.h"
#include "base/text.h"
#include "store/media.h"
#include "store/outbox.h"
#include "store/senders.h"
#include "store/sql/answers.h"
#include "store/sql/organizations.h"
#include "store/sql/recorder.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query next_sender{"SELECT coalesce(max(id), 0) + 1 FROM sender"};
constexpr Query find_sender{"SELECT organization FROM sender WHERE phone_number_id = $1"};
constexpr Query has_sender{"SELECT 1 FROM sender WHERE organization = $1 AND connected = 1 LIMIT 1"};
constexpr Query insert_sender{
    "INSERT INTO sender (organization, id, phone_number_id, phone, waba, name, connected, is_default, access_token, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)"};
constexpr Query still_connected{"SELECT 1 FROM sender WHERE organization = $1 AND id = $2 AND connected = 1"};
constexpr Query senders{
    "SELECT organization, id, phone_number_id, phone, waba, name, connected, is_default, created_at FROM sender "
    "WHERE organization = $1 ORDER BY id"};
constexpr Query taken_away{
    "SELECT organization, id, phone_number_id, phone, waba, name, connected, is_default, created_at FROM sender "
    "WHERE organization = $1 AND phone_number_id = $2 AND connected = 0"};
constexpr Query put_back{
    "UPDATE sender SET connected = 1, phone = $3, waba = $4, name = $5, is_default = $6, access_token = $7 "
    "WHERE organization = $1 AND id = $2"};
constexpr Query set_name{"UPDATE sender SET name = $3 WHERE organization = $1 AND id = $2"};
constexpr Query take_away{
    "UPDATE sender SET connected = 0, is_default = 0 WHERE organization = $1 AND id = $2"};
constexpr Query make_default{"UPDATE sender SET is_default = 1 WHERE organization = $1 AND id = $2"};

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

namespace parley {
namespace {

void need_phone(const NewSender& wanted) {
  if (!is_digits(wanted.phone))
    throw Problem::invalid("phone", "a phone is digits, country code first, without a plus");
}

std::optional<Sender> find_taken_away(sql::Connection& db, const NewSender& wanted) {
  auto rows = db.rows(sql::taken_away, wanted.organization.value, wanted.phone_number_id);
  return rows.next() ? std::optional(sql::read_sender(rows)) : std::nullopt;
}

bool has_default(const std::vector<Sender>& senders) {
  return std::ranges::any_of(senders, [](const Sender& one) { return one.connected && one.is_default; });
}

// Everybody reads the numbers anew; what comes behind it in its transaction, too.
void tell_of_senders(Transaction& in, OrganizationId organization) {
  in.changed_setup();
  in.event(organization, EventKind::sender_added);
  in.routes.load(in.db);
}

}  // namespace

Sender connect_sender(Transaction& in, const NewSender& wanted) {
  need_phone(wanted);
  auto sender = find_taken_away(in.db, wanted);
  if (!sender) {
    sender = sql::add_sender(in.db, wanted, in.now);
  } else {
    sender->phone = wanted.phone;
    sender->waba = wanted.waba;
    sender->name = wanted.name;
    sender->connected = true;
    sender->is_default = !has_default(sql::read_senders(in.db, wanted.organization));
    in.db.run(sql::put_back, wanted.organization.value, sender->id.value, sender->phone, sender->waba,
              sender->name, sender->is_default, sql::Blob{wanted.sealed_access_token});
    wake_media(in, *sender);
  }
  tell_of_senders(in, wanted.organization);
  return *sender;
}

bool is_connected(const Reader& from, const Sender& sender) {
  return sql::exists(from.db, sql::still_connected, sender.organization.value, sender.id.value);
}

void rename_sender(Transaction& in, const Sender& sender, const std::string& name) {
  in.db.run(sql::set_name, sender.organization.value, sender.id.value, name);
  tell_of_senders(in, sender.organization);
}

void disconnect_sender(Transaction& in, const Sender& sender) {
  const auto organization = sender.organization.value;
  set_access_token(in, sender, "");  // nothing is held then: what waits can fail at once
  in.db.run(sql::take_away, organization, sender.id.value);
  const auto all = sql::read_senders(in.db, sender.organization);  // oldest first
  const auto left = std::ranges::find_if(all, &Sender::connected);
  if (left != all.end() && !has_default(all)) in.db.run(sql::make_default, organization, left->id.value);
  tell_of_senders(in, sender.organization);
}

}  // namespace parley
