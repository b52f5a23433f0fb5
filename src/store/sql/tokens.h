#pragma once
// Tokens, known by their hash. Writes run inside a transaction that the caller holds.

#include "store/sql/connection.h"
#include "store/store.h"

#include <optional>
#include <string_view>
#include <vector>

namespace parley::sql {

Token add_token(Connection& db, const NewToken& token, Timestamp now);
// The same without looking whether organization and sender are there: that of a person may be of none (0).
Token put_token(Connection& db, const NewToken& token, Timestamp now);
std::vector<Token> read_tokens(Connection& db, OrganizationId organization);
std::optional<Token> find_token(Connection& db, std::string_view hash);
bool revoke_token(Connection& db, OrganizationId organization, TokenId id, Timestamp now);
void note_use(Connection& db, OrganizationId organization, TokenId id, Timestamp at);

}  // namespace parley::sql
