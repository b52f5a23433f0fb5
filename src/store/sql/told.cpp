// What was told of messages: statuses and origins.

#include "store/told.h"

#include "store/sql/of_many.h"
#include "store/sql/stored_message.h"

namespace parley {
namespace {

using sql::Query;

constexpr Query statuses_of{
    "SELECT key, word, participant, at, errors, details FROM message_status WHERE organization = $1 AND key IN ("
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, "
    "$42, $43, $44, $45, $46, $47, $48, $49, $50, $51 "
    ") ORDER BY key, at, word, participant"};
constexpr Query origins_of{
    "SELECT m.key, m.origin, m.flags FROM message_key k CROSS JOIN message m WHERE k.organization = $1 AND k.key IN ("
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, "
    "$42, $43, $44, $45, $46, $47, $48, $49, $50, $51 "
    ") AND m.organization = k.organization AND m.conversation = k.conversation AND m.at = k.at AND m.key = k.key"};

}  // namespace

void each_told_status(const Reader& from, OrganizationId organization, std::span<const MessageKey> messages,
                      FunctionRef<void(const ToldStatus&)> sink) {
  const auto take = [&](sql::Rows& rows) {
    sink({.message = {rows.integer(0)},
          .word = rows.text(1),
          .participant = rows.text(2),
          .at = from_millis(rows.integer(3)),
          .errors = rows.text(4),
          .details = rows.text(5)});
  };
  sql::each_of_many(from.db, statuses_of, organization.value, messages, take);
}

void each_origin(const Reader& from, OrganizationId organization, std::span<const MessageKey> messages,
                 FunctionRef<void(MessageKey, Origin, bool sent_here)> sink) {
  const auto take = [&](sql::Rows& rows) {
    sink({rows.integer(0)}, static_cast<Origin>(rows.integer(1)),
         (rows.integer(2) & sql::Flag::sent_here) != 0);
  };
  sql::each_of_many(from.db, origins_of, organization.value, messages, take);
}

}  // namespace parley
