// The conversations of the contacts of a page.

#include "store/conversations.h"
#include "store/sql/conversation_class.h"
#include "store/sql/of_many.h"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

constexpr sql::Query of_contacts{
    "SELECT contact, last_at, number, class, sender, created_at FROM conversation WHERE organization = $1 "
    "AND contact IN ("
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, "
    "$43, $44, $45, $46, $47, $48, $49, $50, $51 "
    ")"};

}  // namespace

std::vector<ConversationOfContact> conversations_of_contacts(const Reader& from, OrganizationId organization,
                                                             std::span<const ContactId> contacts) {
  using Place = std::pair<std::int64_t, std::int64_t>;  // (last activity, number)
  std::vector<std::pair<Place, ConversationOfContact>> found;
  const auto take = [&](sql::Rows& rows) {
    const auto status = sql::Class{rows.integer(3)}.status();
    if (status == ConversationStatus::deleted) return;
    found.push_back({{rows.integer(1), rows.integer(2)},
                     {.contact = {rows.integer(0)},
                      .number = rows.integer(2),
                      .sender = {rows.integer(4)},
                      .status = status,
                      .created_at = from_millis(rows.integer(5))}});
  };
  sql::each_of_many(from.db, of_contacts, organization.value, contacts, take);
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<ConversationOfContact> told;
  for (const auto& [place, each] : found) told.push_back(each);
  return told;
}

}  // namespace parley
