// People with a password.

#include "base/problem.h"
#include "base/text.h"
#include "domain/email.h"
#include "store/members.h"
#include "store/sql/ids.h"

namespace parley {
namespace {

using sql::Query;
using sql::Rows;

constexpr int active = 0;  // of app_user.status; all else is not

constexpr Query user_of_id{
    "SELECT id, email, username, name, picture, password, status, created_at FROM app_user WHERE id = $1"};
constexpr Query user_with_email{
    "SELECT id, email, username, name, picture, password, status, created_at FROM app_user WHERE email = $1"};
constexpr Query user_with_username{
    "SELECT id, email, username, name, picture, password, status, created_at FROM app_user WHERE username = $1"};
constexpr Query insert_user{
    "INSERT INTO app_user (id, email, username, name, password, picture, status, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Query update_user{"UPDATE app_user SET name = $2, picture = $3 WHERE id = $1"};
constexpr Query update_password{"UPDATE app_user SET password = $2 WHERE id = $1"};
constexpr Query revoke_all_of_user{
    "UPDATE token SET revoked_at = $2 WHERE app_user = $1 AND revoked_at IS NULL"};

std::optional<User> read_user(Rows rows) {
  if (!rows.next()) return std::nullopt;
  return User{
      .id = {rows.integer(0)},
      .email = std::string(rows.text(1)),
      .username = std::string(rows.text(2)),
      .name = std::string(rows.text(3)),
      .picture = std::string(rows.text(4)),
      .password = std::string(rows.text(5)),
      .active = rows.integer(6) == active,
      .created_at = from_millis(rows.integer(7)),
  };
}

void need_name(const std::string& name) {
  if (trimmed(name).empty() || !is_storable_utf8(name)) throw Problem::invalid("name", "A name is missing");
}

}  // namespace

std::optional<User> user(const Reader& from, UserId id) {
  return read_user(from.db.rows(user_of_id, id.value));
}

std::optional<User> user_of_email(const Reader& from, std::string_view email) {
  const auto address = email_of(email);
  if (!address) return std::nullopt;
  return read_user(from.db.rows(user_with_email, *address));
}

std::optional<User> user_called(const Reader& from, std::string_view username_or_email) {
  if (!is_storable_utf8(username_or_email)) return std::nullopt;
  auto found = read_user(from.db.rows(user_with_username, username_or_email));
  return found ? found : user_of_email(from, username_or_email);
}

// A username that looks like an address must be the user's own, lest one logs in under another's.
UserId add_user(Transaction& in, const User& user) {
  const auto email = email_of(user.email);
  if (!email) throw Problem::invalid("email", "The email address is not valid");
  const auto username = user.username.empty() ? *email : std::string(trimmed(user.username));
  const bool is_of_another = username.find('@') != std::string::npos && email_of(username) != email;
  if (username.empty() || is_of_another || !is_storable_utf8(username)) {
    throw Problem::invalid("username", "The username is not valid");
  }
  need_name(user.name);
  using enum Problem::Kind;
  if (user_of_email(in, *email)) throw Problem(conflict, "email", "A user with this email exists already");
  if (read_user(in.db.rows(user_with_username, username))) {
    throw Problem(conflict, "username", "A user with this username exists already");
  }
  const UserId id{sql::next_id(in.db, "app_user")};
  in.db.run(insert_user, id.value, *email, username, user.name, user.password, user.picture, active,
            to_millis(in.now));
  return id;
}

void change_user(Transaction& in, UserId id, std::optional<std::string> name,
                 std::optional<std::string> picture) {
  const auto stored = user(in, id);
  if (!stored) throw Problem::not_found("user");
  if (name) need_name(*name);
  in.db.run(update_user, id.value, name.value_or(stored->name), picture.value_or(stored->picture));
  in.changed_setup();
}

void set_password(Transaction& in, UserId id, const std::string& hash) {
  if (!user(in, id)) throw Problem::not_found("user");
  in.db.run(update_password, id.value, hash);
  in.db.run(revoke_all_of_user, id.value, to_millis(in.now));
  in.changed_setup();
}

}  // namespace parley
