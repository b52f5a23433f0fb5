#pragma once
// People with a password, the organizations they belong to, and what they may do there. One model for all dialects.

#include "base/function_ref.h"
#include "domain/access.h"
#include "domain/ids.h"
#include "store/query.h"
#include "store/transaction.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct User {
  UserId id;
  std::string email;     // unique, small letters
  std::string username;  // unique
  std::string name;
  std::string picture;   // a URL; empty: none
  std::string password;  // its hash, as libsodium spells it
  bool active = true;
  Timestamp created_at;
};

struct Role {
  RoleId id;
  std::string name;
  std::string description;
  std::uint64_t permissions = 0;  // a bit each
  Timestamp created_at;
};

struct Member {
  MemberId id;
  UserId user;
  std::string name, email;
  bool is_owner = false;
  std::vector<Role> roles;  // oldest first
  Timestamp created_at;
};

struct Invite {
  InviteId id;
  OrganizationId organization;
  std::string slug;
  std::string email;
  bool is_owner = false;
  bool redeemed = false;
  Timestamp created_at;
};

struct Notification {
  NotificationId id;
  std::string kind, title, description, link;
  Timestamp created_at;
  std::optional<Timestamp> read_at;
};

struct ListPage {
  OrganizationId organization;
  bool descending = true;  // by (created_at, id)
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};

// Users.
std::optional<User> user(const Reader& from, UserId id);
std::optional<User> user_of_email(const Reader& from, std::string_view email);
std::optional<User> user_called(const Reader& from, std::string_view username_or_email);
// The email is kept in small letters; without a username it stands for one. Problems: conflict "email", conflict
// "username", invalid "email", invalid "username" (it is somebody else's email, or empty), invalid "name".
UserId add_user(Transaction& in, const User& user);
// Problems: not_found "user", invalid "name".
void change_user(Transaction& in, UserId id, std::optional<std::string> name,
                 std::optional<std::string> picture);
// Revokes all their sessions and keys, everywhere. Problem: not_found "user".
void set_password(Transaction& in, UserId id, const std::string& hash);

// Members. `members` has all of an organization's, oldest first, at most 10,000.
std::vector<Member> members(const Reader& from, OrganizationId organization);
PageCount members(const Reader& from, const ListPage& page, FunctionRef<void(const Member&)> sink);
std::optional<Member> member(const Reader& from, OrganizationId organization, MemberId id);
struct MembershipRow {
  OrganizationId organization;
  MemberId member;
  bool is_owner = false;
};
// Of active organizations, oldest first, at most 1,000.
std::vector<MembershipRow> memberships(const Reader& from, UserId user);
// Problems: conflict "member", not_found "user".
MemberId add_member(Transaction& in, OrganizationId organization, UserId user, bool is_owner);
// Problems: not_found "member"; conflict "last owner".
void set_owner(Transaction& in, OrganizationId organization, MemberId id, bool is_owner);
// The whole set. Problems: not_found "member", not_found "role".
void set_roles(Transaction& in, OrganizationId organization, MemberId id, const std::vector<RoleId>& roles);
// Their conversations are nobody's then, their sessions in it end. Problems: as set_owner.
void remove_member(Transaction& in, OrganizationId organization, MemberId id);

// Roles. Problems: not_found "role", conflict "role" (the name), invalid "name".
PageCount roles(const Reader& from, const ListPage& page, FunctionRef<void(const Role&)> sink);
std::optional<Role> role(const Reader& from, OrganizationId organization, RoleId id);
RoleId add_role(Transaction& in, OrganizationId organization, const Role& role);
void change_role(Transaction& in, OrganizationId organization, const Role& role);
void remove_role(Transaction& in, OrganizationId organization, RoleId id);

// Invites.
PageCount invites(const Reader& from, const ListPage& page, FunctionRef<void(const Invite&)> sink);
std::optional<Invite> invite(const Reader& from, std::string_view slug);
// Problems: invalid "email"; conflict "email" where the address is a member's already.
Invite add_invite(Transaction& in, OrganizationId organization, const std::string& email, bool is_owner);
// An invite is for the user with its email and for nobody else, whoever holds the slug. The member it makes. Problems:
// not_found "invite", conflict "invite" (redeemed), forbidden "invite" (another's), conflict "member".
MemberId redeem_invite(Transaction& in, const std::string& slug, UserId user);

// Codes sent to an address. At most five wrong attempts each.
struct OneTimeCode {
  std::string purpose;  // "register", "reset"
  std::string address;
  std::string code;
  std::string payload;  // what is to happen when it comes back
  Timestamp expires_at;
};
void keep_code(Transaction& in, const OneTimeCode& code);
// The payload where the code is right and not too late, else nothing; wrong ones are counted. It stays until
// `drop_code`; once right, `is_verified` says so until it is too late.
std::optional<std::string> try_code(Transaction& in, std::string_view purpose, std::string_view address,
                                    std::string_view code);
bool is_verified(const Reader& from, std::string_view purpose, std::string_view address, Timestamp now);
void drop_code(Transaction& in, std::string_view purpose, std::string_view address);

// Notifications, newest first or oldest first; the newest 1,000 of each member are kept.
PageCount notifications(const Reader& from, const ListPage& page, MemberId member,
                        FunctionRef<void(const Notification&)> sink);
std::int64_t unread_notifications(const Reader& from, OrganizationId organization, MemberId member);
void notify(Transaction& in, OrganizationId organization, MemberId member, const Notification& notification);

// A session or an API key of a member: only the hash of `secret` is kept. Of a user without an organization where both
// `organization` and `member` are 0. Drops some of the user's that ended long ago.
TokenId add_member_token(Transaction& in, Api api, OrganizationId organization, UserId user, MemberId member,
                         const std::string& secret, const std::string& name, Timestamp expires_at);
void revoke_tokens(Transaction& in, OrganizationId organization, MemberId member, const std::string& name);
// Ends one of a user's tokens; false where it is not theirs or has ended.
bool revoke_user_token(Transaction& in, UserId user, TokenId id);
// The usable ones of a member by that name, newest first; without member and user.
std::vector<Token> member_tokens(const Reader& from, OrganizationId organization, MemberId member,
                                 const std::string& name, Timestamp now);

struct OrganizationText {
  std::string name;
  std::string description;
  std::string website;
  Timestamp created_at;  // is not set
};
std::optional<OrganizationText> organization_text(const Reader& from, OrganizationId organization);
// Problems: conflict "organization" (the name), invalid "name", not_found "organization".
OrganizationId add_organization(Transaction& in, const OrganizationText& text);
void change_organization(Transaction& in, OrganizationId organization, const OrganizationText& text);

}  // namespace parley
