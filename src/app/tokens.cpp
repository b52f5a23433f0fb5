// API tokens: made, listed, revoked. A token's text is printed when it is made and never again.

#include "app/commands.h"
#include "app/organizations.h"
#include "app/people.h"
#include "app/print.h"
#include "app/token_text.h"
#include "base/problem.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::app {
namespace {

std::optional<SenderId> sender_of(OpenStore& store, const Organization& organization, const Config& config) {
  if (config.sender.empty()) return std::nullopt;
  const auto senders = store.wait(store->senders(organization.id));
  const auto found = std::ranges::find(*senders, digits_of(config.sender), &Sender::phone);
  if (found != senders->end()) return found->id;
  throw Problem(Problem::Kind::not_found, "sender",
                fmt::format("{} has no number {}: `parley sender list` shows those it has", organization.name,
                            config.sender));
}

std::string_view state_of(const Token& token, Timestamp now) {
  if (token.revoked_at) return "revoked";
  return token.usable(now) ? "usable" : "expired";
}

Row row_of(const Token& token) {
  return {
      {"id", token.id.value},
      {"organization", token.organization.value},
      {"api", name_of(token.api)},
      {"name", nullable(token.name)},
      {"prefix", token.prefix},
      {"last_four", token.last_four},
      {"state", state_of(token, system_now())},
      {"expires_at", token.expires_at},
      {"last_used_at", token.last_used_at},
      {"created_at", token.created_at},
  };
}

int add_persons_token(const Config& config) {
  if (config.email.empty()) make_token_text(Api::wapikit);  // says what is missing
  if (!config.sender.empty()) {
    throw Problem(Problem::Kind::conflict, "sender", "a person's token is not bound to a number");
  }
  OpenStore store(config);
  const auto organization = organization_of(store, config);
  const PersonsToken wanted{.organization = organization.id,
                            .email = config.email,
                            .name = config.name,
                            .expires_at = parse_rfc3339(config.expires)};
  const auto text = make_persons_token(store, wanted);
  print_row({{"token", text}}, config.json, text);
  if (!config.json) note("keep it: it is not shown again");
  return 0;
}

}  // namespace

int add_token(const Config& config) {
  const auto api = from_name<Api>(config.api).value();
  if (api == Api::wapikit) return add_persons_token(config);
  if (!config.email.empty())
    throw Problem(Problem::Kind::conflict, "user", "only wapikit's tokens are people's");
  const auto text = make_token_text(api);
  const auto expires_at = parse_rfc3339(config.expires);
  OpenStore store(config);
  const auto organization = organization_of(store, config);
  NewToken token{
      .organization = organization.id,
      .api = api,
      .secret = text.secret,
      .sender = sender_of(store, organization, config),
      .name = config.name,
      .expires_at = expires_at,
  };
  store.wait(store->add_token(std::move(token)));
  if (expires_at && *expires_at <= system_now())
    note("this token has expired already: --expires is in the past");
  if (text.auth_id.empty()) {
    print_row({{"token", text.secret}}, config.json, text.secret);
  } else {
    print_row({{"auth_id", text.auth_id}, {"auth_token", text.auth_token}}, config.json,
              fmt::format("X-Auth-ID: {}\nX-Auth-Token: {}", text.auth_id, text.auth_token));
  }
  if (!config.json) note("keep it: it is not shown again");
  return 0;
}

int list_tokens(const Config& config) {
  OpenStore store(config);
  std::vector<Row> rows;
  for (const Organization& organization : organizations_of(store, config)) {
    for (const Token& token : store.wait(store->tokens(organization.id))) rows.push_back(row_of(token));
  }
  print_rows(rows, config.json, "no tokens: `parley token add --org ORG --api API` makes one");
  return 0;
}

int revoke_token(const Config& config) {
  OpenStore store(config);
  for (const Organization& organization : organizations_of(store, config)) {
    const bool revoked = store.wait(store->revoke_token(organization.id, {config.id}));
    if (!revoked) continue;
    print_row({{"id", config.id}, {"revoked", true}}, config.json,
              fmt::format("token {} is revoked", config.id));
    return 0;
  }
  throw Problem(Problem::Kind::not_found, "token",
                fmt::format("there is no token {}: `parley token list` shows those there are", config.id));
}

}  // namespace parley::app
