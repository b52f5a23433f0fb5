// Tokens of people: sessions and keys, known by their hash as all tokens are.

#include "base/names.h"
#include "base/secrets.h"
#include "store/members.h"
#include "store/sql/answers.h"
#include "store/sql/tokens.h"

namespace parley {
namespace {

using sql::Query;

constexpr std::chrono::days kept_after_end{30};

constexpr Query belongs_to{
    "UPDATE token SET membership = $3, app_user = $4 WHERE organization = $1 AND id = $2"};
constexpr Query old_tokens_of_user{
    "SELECT id FROM token WHERE app_user = $1 AND (expires_at < $2 OR revoked_at < $2) AND id < $3 LIMIT 4"};
constexpr Query drop_token_of_user{"DELETE FROM token WHERE app_user = $1 AND id = $2"};
constexpr Query revoke_named{
    "UPDATE token SET revoked_at = $4 "
    "WHERE organization = $1 AND membership = $2 AND name = $3 AND revoked_at IS NULL"};
constexpr Query revoke_of_user{
    "UPDATE token SET revoked_at = $3 WHERE app_user = $1 AND id = $2 AND revoked_at IS NULL RETURNING id"};
constexpr Query tokens_of_member{
    "SELECT id, api, prefix, last_four, expires_at, created_at FROM token "
    "WHERE organization = $1 AND membership = $2 AND name = $3 AND revoked_at IS NULL AND expires_at > $4 "
    "ORDER BY id DESC LIMIT 100"};

void drop_old(Transaction& in, UserId user, TokenId before) {
  std::vector<std::int64_t> old;
  {
    auto rows = in.db.rows(old_tokens_of_user, user.value, to_millis(in.now - kept_after_end), before.value);
    while (rows.next()) old.push_back(rows.integer(0));
  }
  for (const auto id : old) in.db.run(drop_token_of_user, user.value, id);
}

}  // namespace

// Nobody can have asked for it before, so no cache has to forget anything.
TokenId add_member_token(Transaction& in, Api api, OrganizationId organization, UserId user, MemberId member,
                         const std::string& secret, const std::string& name, Timestamp expires_at) {
  NewToken made{.organization = organization, .api = api, .secret = secret};
  made.name = name;
  made.expires_at = expires_at;
  const auto id = sql::put_token(in.db, made, in.now).id;
  in.db.run(belongs_to, organization.value, id.value, member.value, user.value);
  drop_old(in, user, id);
  return id;
}

void revoke_tokens(Transaction& in, OrganizationId organization, MemberId member, const std::string& name) {
  in.db.run(revoke_named, organization.value, member.value, name, to_millis(in.now));
  in.changed_setup();
}

bool revoke_user_token(Transaction& in, UserId user, TokenId id) {
  const bool ended = sql::exists(in.db, revoke_of_user, user.value, id.value, to_millis(in.now));
  if (ended) in.changed_setup();
  return ended;
}

std::vector<Token> member_tokens(const Reader& from, OrganizationId organization, MemberId member,
                                 const std::string& name, Timestamp now) {
  std::vector<Token> found;
  auto rows = from.db.rows(tokens_of_member, organization.value, member.value, name, to_millis(now));
  while (rows.next()) {
    found.push_back({.id = {rows.integer(0)},
                     .organization = organization,
                     .api = from_name<Api>(rows.text(1)).value_or(Api::native),
                     .name = name,
                     .prefix = std::string(rows.text(2)),
                     .last_four = std::string(rows.text(3)),
                     .expires_at = from_millis(rows.integer(4)),
                     .created_at = from_millis(rows.integer(5))});
  }
  return found;
}

}  // namespace parley
