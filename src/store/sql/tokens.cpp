#include "store/sql/tokens.h"

#include "base/names.h"
#include "base/problem.h"
#include "base/secrets.h"
#include "store/sql/answers.h"
#include "store/sql/organizations.h"
#include "store/sql/roles.h"

namespace parley::sql {
namespace {

constexpr Query next_token{"SELECT coalesce(max(id), 0) + 1 FROM token"};
constexpr Query sender_exists{"SELECT 1 FROM sender WHERE organization = $1 AND id = $2"};
constexpr Query insert_token{
    "INSERT INTO token (organization, id, api, hash, sender, name, prefix, last_four, expires_at, revoked_at, "
    "last_used_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, $10)"};
constexpr Query tokens{
    "SELECT t.organization, t.id, t.api, t.sender, t.name, t.prefix, t.last_four, t.expires_at, t.revoked_at, "
    "t.last_used_at, t.created_at, o.active FROM token t JOIN organization o ON o.id = t.organization "
    "WHERE t.organization = $1 ORDER BY t.id"};
constexpr Query token_of_hash{
    "SELECT t.organization, t.id, t.api, t.sender, t.name, t.prefix, t.last_four, t.expires_at, t.revoked_at, "
    "t.last_used_at, t.created_at, 0, t.app_user, t.membership FROM token t WHERE t.hash = $1"};
constexpr Query member_of_token{
    "SELECT is_owner FROM membership WHERE organization = $1 AND id = $2 AND app_user = $3"};
constexpr Query user_is_active{"SELECT 1 FROM app_user WHERE id = $1 AND status = 0"};
constexpr Query find_token_id{"SELECT 1 FROM token WHERE organization = $1 AND id = $2"};
constexpr Query revoke{
    "UPDATE token SET revoked_at = $3 WHERE organization = $1 AND id = $2 AND revoked_at IS NULL"};
constexpr Query use{"UPDATE token SET last_used_at = $3 WHERE organization = $1 AND id = $2"};

std::optional<Timestamp> time_or_null(Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return from_millis(rows.integer(column));
}

std::optional<std::int64_t> millis_or_null(std::optional<Timestamp> time) {
  if (!time) return std::nullopt;
  return to_millis(*time);
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

// Whoever is suspended or no member any more is refused as a member of an organization that is not active. A person
// may be of no organization yet.
void take_member(Connection& db, Token& token, TokenMember of) {
  const bool has_organization = token.organization.value != 0;
  bool is_member = !has_organization;
  if (has_organization) {
    auto rows = db.rows(member_of_token, token.organization.value, of.id.value, of.user.value);
    is_member = rows.next() && token.organization_active;
    of.is_owner = is_member && rows.integer(0) != 0;
  }
  if (has_organization && is_member)
    of.permissions = permissions_of(db, token.organization.value, of.id.value);
  token.organization_active = is_member && exists(db, user_is_active, of.user.value);
  token.member = of;
}

}  // namespace

Token add_token(Connection& db, const NewToken& wanted, Timestamp now) {
  need_organization(db, wanted.organization);
  if (wanted.sender && !exists(db, sender_exists, wanted.organization.value, wanted.sender->value)) {
    throw Problem::not_found("sender");
  }
  return put_token(db, wanted, now);
}

Token put_token(Connection& db, const NewToken& wanted, Timestamp now) {
  Token token{.id = {first_integer(db, next_token)}, .organization = wanted.organization, .api = wanted.api};
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
  Token token;
  TokenMember of;
  {
    auto rows = db.rows(token_of_hash, Blob{hash});
    if (!rows.next()) return std::nullopt;
    token = read_token(rows);
    of = {.id = {rows.integer(13)}, .user = {rows.integer(12)}};
  }
  token.organization_active = is_active(db, token.organization);
  if (of.user.value != 0) take_member(db, token, of);
  return token;
}

bool revoke_token(Connection& db, OrganizationId organization, TokenId id, Timestamp now) {
  if (!exists(db, find_token_id, organization.value, id.value)) return false;
  db.run(revoke, organization.value, id.value, to_millis(now));
  return true;
}

void note_use(Connection& db, OrganizationId organization, TokenId id, Timestamp at) {
  db.run(use, organization.value, id.value, to_millis(at));
}

}  // namespace parley::sql
