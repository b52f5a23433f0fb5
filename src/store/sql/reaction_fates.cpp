#include "store/sql/reaction_fates.h"

#include "store/outbox.h"
#include "store/sql/receipt_rows.h"

namespace parley {
namespace {

constexpr int taken = 200, refused = 400;

// No header, and so no client's key, can hold the first symbol.
std::string key_of(std::int64_t message) { return "\x01sent " + std::to_string(message); }

void keep(sql::Connection& db, OrganizationId organization, std::int64_t message, int status,
          const std::string& told, Timestamp now) {
  sql::keep_receipt(db, organization, Api::native, key_of(message),
                    {.fingerprint = {}, .status = status, .body = told}, now);
}

}  // namespace

void sql::keep_taken_reaction(Connection& db, OrganizationId organization, std::int64_t message,
                              const std::string& wamid, Timestamp now) {
  keep(db, organization, message, taken, wamid, now);
}

void sql::keep_refused_reaction(Connection& db, OrganizationId organization, std::int64_t message,
                                const std::string& errors, Timestamp now) {
  keep(db, organization, message, refused, errors, now);
}

std::optional<ReactionFate> reaction_fate(const Reader& from, OrganizationId organization, MessageKey message,
                                          Timestamp now) {
  auto kept = receipt(from, organization, Api::native, key_of(message.value), now);
  if (!kept) return std::nullopt;
  if (kept->status == taken) return ReactionFate{.wamid = std::move(kept->body), .errors = {}};
  return ReactionFate{.wamid = {}, .errors = std::move(kept->body)};
}

}  // namespace parley
