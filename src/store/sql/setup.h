#pragma once
// What the operator sets up and looks at: organizations, numbers, tokens, labels, deliveries. Writes run inside a
// transaction that the caller holds.

#include "store/sql/connection.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace parley::sql {

Organization add_organization(Connection& db, const std::string& name, Timestamp now);
std::vector<Organization> read_organizations(Connection& db);

Sender add_sender(Connection& db, const NewSender& sender, Timestamp now);
std::vector<Sender> read_senders(Connection& db, OrganizationId organization);
// Bodies that wait for this number, oldest first.
std::vector<DeliveryId> awaiting(Connection& db, const Sender& sender);

Token add_token(Connection& db, const NewToken& token, Timestamp now);
std::vector<Token> read_tokens(Connection& db, OrganizationId organization);
std::optional<Token> find_token(Connection& db, std::string_view hash);
bool revoke_token(Connection& db, OrganizationId organization, TokenId id, Timestamp now);
void note_use(Connection& db, OrganizationId organization, TokenId id, Timestamp at);

Label add_label(Connection& db, OrganizationId organization, const std::string& name);
std::vector<Label> read_labels(Connection& db, OrganizationId organization);
// False where the conversation (by its id) or the label is not the organization's.
bool set_label(Connection& db, OrganizationId organization, std::int64_t conversation, const std::string& uid,
               bool on);

std::vector<DeliveryRow> read_deliveries(Connection& db, bool failed_only, DeliveryId after,
                                         std::int64_t limit);
struct KeptBody {
  std::string body;
  Timestamp received_at;
};
std::optional<KeptBody> read_body(Connection& db, DeliveryId id);
std::vector<OrganizationStats> read_stats(Connection& db);

}  // namespace parley::sql
