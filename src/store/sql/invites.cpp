// Invites: who holds the slug and the address may join.

#include "base/problem.h"
#include "base/secrets.h"
#include "base/text.h"
#include "domain/email.h"
#include "store/members.h"
#include "store/sql/ids.h"
#include "store/sql/nearer_end.h"

namespace parley {
namespace {

using sql::Query;
using sql::Rows;

constexpr std::size_t slug_symbols = 32;  // of 62: 190 bits

constexpr Query page_of_invites{
    "SELECT organization, id, slug, email, is_owner, redeemed, created_at FROM invite WHERE organization = $1 "
    "ORDER BY created_at, id LIMIT $2 OFFSET $3"};
constexpr Query page_of_invites_down{
    "SELECT organization, id, slug, email, is_owner, redeemed, created_at FROM invite WHERE organization = $1 "
    "ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3"};
constexpr Query count_invites{"SELECT count(*) FROM invite WHERE organization = $1"};
constexpr Query invite_of_slug{
    "SELECT organization, id, slug, email, is_owner, redeemed, created_at FROM invite WHERE slug = $1"};
constexpr Query insert_invite{
    "INSERT INTO invite (organization, id, slug, email, is_owner, redeemed, created_at) "
    "VALUES ($1, $2, $3, $4, $5, 0, $6)"};
constexpr Query redeem{"UPDATE invite SET redeemed = 1 WHERE organization = $1 AND id = $2"};
constexpr Query member_with_email{
    "SELECT 1 FROM app_user u JOIN membership m ON m.app_user = u.id AND m.organization = $1 WHERE u.email = $2"};

Invite read_invite(Rows& rows) {
  return {
      .id = {rows.integer(1)},
      .organization = {rows.integer(0)},
      .slug = std::string(rows.text(2)),
      .email = std::string(rows.text(3)),
      .is_owner = rows.integer(4) != 0,
      .redeemed = rows.integer(5) != 0,
      .created_at = from_millis(rows.integer(6)),
  };
}

}  // namespace

PageCount invites(const Reader& from, const ListPage& page, FunctionRef<void(const Invite&)> sink) {
  const auto organization = page.organization.value;
  const auto total = sql::first_integer(from.db, count_invites, organization);
  const auto read = [&](bool descending, std::int64_t limit, std::int64_t offset) {
    return from.db.rows(descending ? page_of_invites_down : page_of_invites, organization, limit, offset);
  };
  return sql::from_nearer_end({total, page.descending, page.offset, page.limit}, read, read_invite, sink);
}

std::optional<Invite> invite(const Reader& from, std::string_view slug) {
  if (!is_storable_utf8(slug)) return std::nullopt;
  auto rows = from.db.rows(invite_of_slug, slug);
  if (!rows.next()) return std::nullopt;
  return read_invite(rows);
}

Invite add_invite(Transaction& in, OrganizationId organization, const std::string& email, bool is_owner) {
  const auto address = email_of(email);
  if (!address) throw Problem::invalid("email", "The email address is not valid");
  if (sql::exists(in.db, member_with_email, organization.value, *address)) {
    throw Problem(Problem::Kind::conflict, "email", "The address is a member's already");
  }
  Invite added{.id = {sql::next_id(in.db, "invite")},
               .organization = organization,
               .slug = random_symbols(slug_symbols),
               .email = *address,
               .is_owner = is_owner,
               .created_at = in.now};
  in.db.run(insert_invite, organization.value, added.id.value, added.slug, added.email, is_owner,
            to_millis(in.now));
  return added;
}

MemberId redeem_invite(Transaction& in, const std::string& slug, UserId who) {
  using enum Problem::Kind;
  const auto found = invite(in, slug);
  if (!found) throw Problem::not_found("invite");
  if (found->redeemed) throw Problem(conflict, "invite", "The invite was accepted already");
  const auto of = user(in, who);
  if (!of || of->email != found->email)
    throw Problem(forbidden, "invite", "The invite is for another address");
  const auto member = add_member(in, found->organization, who, found->is_owner);
  in.db.run(redeem, found->organization.value, found->id.value);
  return member;
}

}  // namespace parley
