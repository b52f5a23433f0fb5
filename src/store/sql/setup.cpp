#include "store/sql/setup.h"

#include "base/names.h"
#include "base/problem.h"
#include "base/secrets.h"
#include "base/text.h"
#include "store/sql/compress.h"

namespace parley::sql {
namespace {

constexpr Query next_organization{"SELECT coalesce(max(id), 0) + 1 FROM organization"};
constexpr Query find_organization{"SELECT id FROM organization WHERE name = $1"};
constexpr Query organization_exists{"SELECT 1 FROM organization WHERE id = $1"};
constexpr Query insert_organization{
    "INSERT INTO organization (id, name, active, created_at, last_event) VALUES ($1, $2, 1, $3, 0)"};
constexpr Query organizations{"SELECT id, name, active, created_at FROM organization ORDER BY id"};

constexpr Query next_sender{"SELECT coalesce(max(id), 0) + 1 FROM sender"};
constexpr Query find_sender{"SELECT organization FROM sender WHERE phone_number_id = $1"};
constexpr Query has_sender{"SELECT 1 FROM sender WHERE organization = $1 AND connected = 1 LIMIT 1"};
constexpr Query insert_sender{
    "INSERT INTO sender (organization, id, phone_number_id, phone, waba, name, connected, is_default, access_token, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)"};
constexpr Query senders{
    "SELECT organization, id, phone_number_id, phone, waba, name, connected, is_default, created_at FROM sender "
    "WHERE organization = $1 ORDER BY id"};
constexpr Query awaited{
    "SELECT delivery FROM unrouted WHERE name = $1 UNION SELECT delivery FROM unrouted WHERE name = $2 "
    "UNION SELECT delivery FROM unrouted WHERE name = $3 ORDER BY 1"};

constexpr Query next_token{"SELECT coalesce(max(id), 0) + 1 FROM token"};
constexpr Query insert_token{
    "INSERT INTO token (organization, id, api, hash, sender, name, prefix, last_four, expires_at, revoked_at, "
    "last_used_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, $10)"};
constexpr Query sender_exists{"SELECT 1 FROM sender WHERE organization = $1 AND id = $2"};
constexpr Query tokens{
    "SELECT t.organization, t.id, t.api, t.sender, t.name, t.prefix, t.last_four, t.expires_at, t.revoked_at, "
    "t.last_used_at, t.created_at, o.active FROM token t JOIN organization o ON o.id = t.organization "
    "WHERE t.organization = $1 ORDER BY t.id"};
constexpr Query token_of_hash{
    "SELECT t.organization, t.id, t.api, t.sender, t.name, t.prefix, t.last_four, t.expires_at, t.revoked_at, "
    "t.last_used_at, t.created_at, o.active FROM token t JOIN organization o ON o.id = t.organization "
    "WHERE t.hash = $1"};
constexpr Query find_token_id{"SELECT 1 FROM token WHERE organization = $1 AND id = $2"};
constexpr Query revoke{
    "UPDATE token SET revoked_at = $3 WHERE organization = $1 AND id = $2 AND revoked_at IS NULL"};
constexpr Query use{"UPDATE token SET last_used_at = $3 WHERE organization = $1 AND id = $2"};

constexpr Query next_label{"SELECT coalesce(max(id), 0) + 1 FROM label"};
constexpr Query find_label_name{"SELECT 1 FROM label WHERE organization = $1 AND name = $2"};
constexpr Query insert_label{"INSERT INTO label (organization, id, uid, name) VALUES ($1, $2, $3, $4)"};
constexpr Query labels{"SELECT id, uid, name FROM label WHERE organization = $1 ORDER BY name, uid"};
constexpr Query label_of_uid{"SELECT id FROM label WHERE organization = $1 AND uid = $2"};
constexpr Query conversation_exists{"SELECT 1 FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query put_on{
    "INSERT INTO conversation_label (organization, label, conversation) VALUES ($1, $2, $3) "
    "ON CONFLICT (organization, label, conversation) DO NOTHING"};
constexpr Query take_off{
    "DELETE FROM conversation_label WHERE organization = $1 AND label = $2 AND conversation = $3"};

constexpr Query deliveries{
    "SELECT d.id, d.organization, d.received_at, d.source, d.outcome, d.parked, d.unrouted, d.repeats, "
    "coalesce((SELECT p.path || ': ' || p.reason FROM parked p WHERE p.organization = d.organization "
    "AND p.delivery = d.id ORDER BY p.path LIMIT 1), '') FROM delivery d WHERE d.id > $1 ORDER BY d.id LIMIT $2"};
constexpr Query failed_deliveries{
    "SELECT d.id, d.organization, d.received_at, d.source, d.outcome, d.parked, d.unrouted, d.repeats, "
    "coalesce((SELECT p.path || ': ' || p.reason FROM parked p WHERE p.organization = d.organization "
    "AND p.delivery = d.id ORDER BY p.path LIMIT 1), '') FROM delivery d WHERE d.id > $1 AND d.outcome <> 'applied' "
    "ORDER BY d.id LIMIT $2"};

constexpr Query body_of{"SELECT body, size, received_at FROM delivery WHERE id = $1"};

constexpr Query stats{
    "SELECT o.id, o.name, o.active, o.created_at, (SELECT count(*) FROM sender s WHERE s.organization = o.id), "
    "(SELECT count(*) FROM contact c WHERE c.organization = o.id), "
    "(SELECT count(*) FROM conversation v WHERE v.organization = o.id), "
    "(SELECT count(*) FROM message_key m WHERE m.organization = o.id), "
    "(SELECT count(*) FROM delivery d WHERE d.organization = o.id), "
    "(SELECT count(*) FROM delivery d WHERE d.organization = o.id AND d.outcome = 'unrouted') "
    "FROM organization o ORDER BY o.id"};
constexpr Query stats_of_none{
    "SELECT count(*), sum(outcome = 'unrouted') FROM delivery WHERE organization = 0"};

std::int64_t next(Connection& db, const Query& query) {
  auto rows = db.rows(query);
  rows.next();
  return rows.integer(0);
}

template <class... Values>
bool exists(Connection& db, const Query& query, const Values&... values) {
  return db.rows(query, values...).next();
}

void need_organization(Connection& db, OrganizationId organization) {
  if (!exists(db, organization_exists, organization.value)) throw Problem::not_found("organization");
}

std::optional<Timestamp> time_or_null(Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return from_millis(rows.integer(column));
}

std::optional<std::int64_t> millis_or_null(std::optional<Timestamp> time) {
  if (!time) return std::nullopt;
  return to_millis(*time);
}

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

Token read_token(Rows& rows) {
  Token token{.id = {rows.integer(1)},
              .organization = {rows.integer(0)},
              .api = from_name<Api>(rows.text(2)).value_or(Api::native)};
  if (!rows.is_null(3)) token.sender = SenderId{rows.integer(3)};
  token.name = rows.text(4);
  token.prefix = rows.text(5);
  token.last_four = rows.text(6);
  token.expires_at = time_or_null(rows, 7);
  token.revoked_at = time_or_null(rows, 8);
  token.last_used_at = time_or_null(rows, 9);
  token.created_at = from_millis(rows.integer(10));
  token.organization_active = rows.integer(11) != 0;
  return token;
}

}  // namespace

Organization add_organization(Connection& db, const std::string& name, Timestamp now) {
  if (trimmed(name).empty()) throw Problem::invalid("name", "an organization needs a name");
  if (exists(db, find_organization, name)) {
    throw Problem(Problem::Kind::conflict, "organization",
                  "there is an organization named " + name + " already");
  }
  Organization organization{
      .id = {next(db, next_organization)}, .name = name, .active = true, .created_at = now};
  db.run(insert_organization, organization.id.value, name, to_millis(now));
  return organization;
}

std::vector<Organization> read_organizations(Connection& db) {
  std::vector<Organization> found;
  auto rows = db.rows(organizations);
  while (rows.next()) {
    found.push_back({.id = {rows.integer(0)},
                     .name = std::string(rows.text(1)),
                     .active = rows.integer(2) != 0,
                     .created_at = from_millis(rows.integer(3))});
  }
  return found;
}

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
  Sender sender{.id = {next(db, next_sender)},
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

std::vector<DeliveryId> awaiting(Connection& db, const Sender& sender) {
  std::vector<DeliveryId> found;
  const auto account = sender.waba.empty() ? std::string("-") : "waba:" + sender.waba;
  auto rows = db.rows(awaited, sender.phone_number_id, "phone:" + sender.phone, account);
  while (rows.next()) found.push_back({rows.integer(0)});
  return found;
}

Token add_token(Connection& db, const NewToken& wanted, Timestamp now) {
  need_organization(db, wanted.organization);
  if (wanted.sender && !exists(db, sender_exists, wanted.organization.value, wanted.sender->value)) {
    throw Problem::not_found("sender");
  }
  Token token{.id = {next(db, next_token)}, .organization = wanted.organization, .api = wanted.api};
  token.sender = wanted.sender;
  token.name = wanted.name;
  token.prefix = wanted.secret.substr(0, 12);
  token.last_four = wanted.secret.size() > 16 ? wanted.secret.substr(wanted.secret.size() - 4) : "";
  token.expires_at = wanted.expires_at;
  token.created_at = now;
  const auto hash = sha256(wanted.secret);
  std::optional<std::int64_t> sender;
  if (token.sender) sender = token.sender->value;
  db.run(insert_token, token.organization.value, token.id.value, name_of(token.api), Blob{bytes_of(hash)},
         sender, token.name, token.prefix, token.last_four, millis_or_null(token.expires_at), to_millis(now));
  return token;
}

std::vector<Token> read_tokens(Connection& db, OrganizationId organization) {
  std::vector<Token> found;
  auto rows = db.rows(tokens, organization.value);
  while (rows.next()) found.push_back(read_token(rows));
  return found;
}

std::optional<Token> find_token(Connection& db, std::string_view hash) {
  auto rows = db.rows(token_of_hash, Blob{hash});
  if (!rows.next()) return std::nullopt;
  return read_token(rows);
}

bool revoke_token(Connection& db, OrganizationId organization, TokenId id, Timestamp now) {
  if (!exists(db, find_token_id, organization.value, id.value)) return false;
  db.run(revoke, organization.value, id.value, to_millis(now));
  return true;
}

void note_use(Connection& db, OrganizationId organization, TokenId id, Timestamp at) {
  db.run(use, organization.value, id.value, to_millis(at));
}

Label add_label(Connection& db, OrganizationId organization, const std::string& name) {
  need_organization(db, organization);
  if (trimmed(name).empty()) throw Problem::invalid("name", "a label needs a name");
  if (exists(db, find_label_name, organization.value, name)) {
    throw Problem(Problem::Kind::conflict, "label", "there is a label named " + name + " already");
  }
  Label label{.id = {next(db, next_label)}, .uid = "lbl_" + ascii_lower(random_symbols(12)), .name = name};
  db.run(insert_label, organization.value, label.id.value, label.uid, label.name);
  return label;
}

std::vector<Label> read_labels(Connection& db, OrganizationId organization) {
  std::vector<Label> found;
  auto rows = db.rows(labels, organization.value);
  while (rows.next()) {
    found.push_back(
        {.id = {rows.integer(0)}, .uid = std::string(rows.text(1)), .name = std::string(rows.text(2))});
  }
  return found;
}

bool set_label(Connection& db, OrganizationId organization, std::int64_t conversation, const std::string& uid,
               bool on) {
  std::int64_t label = 0;
  {
    auto rows = db.rows(label_of_uid, organization.value, uid);
    if (rows.next()) label = rows.integer(0);
  }
  if (label == 0 || !exists(db, conversation_exists, organization.value, conversation)) return false;
  db.run(on ? put_on : take_off, organization.value, label, conversation);
  return true;
}

std::vector<DeliveryRow> read_deliveries(Connection& db, bool failed_only, DeliveryId after,
                                         std::int64_t limit) {
  std::vector<DeliveryRow> found;
  auto rows = db.rows(failed_only ? failed_deliveries : deliveries, after.value, limit);
  while (rows.next()) {
    found.push_back({.id = {rows.integer(0)},
                     .organization = {rows.integer(1)},
                     .received_at = from_millis(rows.integer(2)),
                     .source = std::string(rows.text(3)),
                     .outcome = std::string(rows.text(4)),
                     .parked = static_cast<int>(rows.integer(5)),
                     .unrouted = static_cast<int>(rows.integer(6)),
                     .repeats = rows.integer(7),
                     .reason = std::string(rows.text(8))});
  }
  return found;
}

std::optional<KeptBody> read_body(Connection& db, DeliveryId id) {
  auto rows = db.rows(body_of, id.value);
  if (!rows.next()) return std::nullopt;
  return KeptBody{decompressed(rows.text(0), static_cast<std::size_t>(rows.integer(1))),
                  from_millis(rows.integer(2))};
}

std::vector<OrganizationStats> read_stats(Connection& db) {
  std::vector<OrganizationStats> found;
  {
    auto rows = db.rows(stats_of_none);
    rows.next();
    OrganizationStats none{.deliveries = rows.integer(0), .unrouted = rows.integer(1)};
    if (none.deliveries > 0) found.push_back(none);
  }
  auto rows = db.rows(stats);
  while (rows.next()) {
    OrganizationStats of{.organization = {.id = {rows.integer(0)},
                                          .name = std::string(rows.text(1)),
                                          .active = rows.integer(2) != 0,
                                          .created_at = from_millis(rows.integer(3))}};
    of.senders = rows.integer(4);
    of.contacts = rows.integer(5);
    of.conversations = rows.integer(6);
    of.messages = rows.integer(7);
    of.deliveries = rows.integer(8);
    of.unrouted = rows.integer(9);
    found.push_back(of);
  }
  return found;
}

}  // namespace parley::sql
