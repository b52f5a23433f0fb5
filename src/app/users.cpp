// People who log in: added, listed, given a new password.

#include "app/commands.h"
#include "app/files.h"
#include "app/organizations.h"
#include "app/people.h"
#include "app/print.h"
#include "base/problem.h"
#include "base/secrets.h"
#include "base/text.h"
#include "store/members.h"

#include <fmt/format.h>

namespace parley::app {
namespace {

constexpr std::size_t made_symbols = 20;  // of 62: 119 bits
constexpr std::size_t shortest = 8;

std::string password_of(const Config& config) {
  if (config.password_file.empty()) return random_symbols(made_symbols);
  const auto content = read_file(config.password_file);
  const auto password = trimmed(content);
  if (password.size() < shortest) {
    throw Problem::invalid("password-file", fmt::format("{} must hold a password of {} symbols or more",
                                                        config.password_file, shortest));
  }
  return std::string(password);
}

std::string roles_of(const Member& member) {
  std::string names;
  for (const auto& role : member.roles) (names += names.empty() ? "" : ", ") += role.name;
  return names;
}

}  // namespace

int add_user(const Config& config) {
  const auto password = password_of(config);
  OpenStore store(config);
  const auto organization = organization_of(store, config);
  const NewPerson person{.organization = organization.id,
                         .email = config.email,
                         .username = config.username,
                         .name = config.name,
                         .password = password,
                         .is_owner = config.owner};
  const bool is_new = add_person(store, person);
  const bool is_made = is_new && config.password_file.empty();
  Row row{{"email", config.email}, {"organization", organization.id.value}, {"owner", config.owner}};
  if (is_made) row.emplace_back("password", password);
  auto words = fmt::format("{} belongs to {}", config.email, organization.name);
  if (is_made) words += fmt::format("\npassword: {}", password);
  print_row(row, config.json, words);
  if (config.json) return 0;
  if (is_made) note("keep the password: it is not shown again");
  if (!is_new) note("they were here before: their password is what it was");
  return 0;
}

// The only way back for who has forgotten it, where no letter is sent.
int change_password(const Config& config) {
  const auto password = password_of(config);
  const auto hash = hash_password(password);
  OpenStore store(config);
  const auto change = [&](Transaction& in) {
    const auto who = user_of_email(in, config.email);
    if (!who) {
      throw Problem(
          Problem::Kind::not_found, "user",
          fmt::format("nobody has the email {}: `parley user list` shows who is here", config.email));
    }
    set_password(in, who->id, hash);
  };
  store.wait(store->write(change));
  const bool is_made = config.password_file.empty();
  Row row{{"email", config.email}};
  if (is_made) row.emplace_back("password", password);
  auto words = fmt::format("{} has a new password; all their sessions and keys have ended", config.email);
  if (is_made) words += fmt::format("\npassword: {}", password);
  print_row(row, config.json, words);
  if (is_made && !config.json) note("keep the password: it is not shown again");
  return 0;
}

int list_users(const Config& config) {
  OpenStore store(config);
  std::vector<Row> rows;
  for (const Organization& organization : organizations_of(store, config)) {
    const auto list = [&](const Reader& from) {
      for (const auto& member : members(from, organization.id)) {
        rows.push_back({
            {"email", member.email},
            {"organization", organization.id.value},
            {"name", member.name},
            {"owner", member.is_owner},
            {"roles", nullable(roles_of(member))},
            {"created_at", member.created_at},
        });
      }
    };
    store.wait(store->read(Weight::light, list));
  }
  print_rows(rows, config.json, "nobody: `parley user add --help` tells how to add somebody");
  return 0;
}

}  // namespace parley::app
