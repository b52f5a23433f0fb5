#include "store/sql/listed_messages.h"

#include "store/sql/condition.h"
#include "store/sql/senders.h"
#include "store/sql/walks.h"

#include <algorithm>

namespace parley::sql {
namespace {

Condition condition_of(const OrganizationMessages& query, std::int64_t sender) {
  const auto organization = query.organization.value;
  Condition where;
  where.also("organization = ? AND sender = ? AND (? >> mark) & 1 = 1", organization, sender,
             marks_asked(query));
  where.also(
      "conversation IN (SELECT v.id FROM contact_list_member l JOIN conversation v "
      "ON v.organization = l.organization AND v.contact = l.contact WHERE l.organization = ? AND l.list = ?)",
      organization, query.list->value);
  if (query.from) where.also("at > ?", to_millis(*query.from));
  if (query.until) where.also("at < ?", to_millis(*query.until));
  return where;
}

}  // namespace

bool is_asked(const OrganizationMessages& query, std::int64_t sender) {
  return query.senders.empty() || std::any_of(query.senders.begin(), query.senders.end(),
                                              [sender](SenderId id) { return id.value == sender; });
}

std::vector<Sender> senders_asked(Connection& db, const OrganizationMessages& query) {
  auto senders = read_senders(db, query.organization);
  std::erase_if(senders, [&](const Sender& sender) { return !is_asked(query, sender.id.value); });
  return senders;
}

std::int64_t marks_asked(const OrganizationMessages& query) {
  constexpr int statuses = 8;
  std::int64_t bits = 0;
  for (int status = 0; status < statuses; ++status) {
    const auto is_it = [status](MessageStatus of) { return static_cast<int>(of) == status; };
    if (!query.status.empty() && std::none_of(query.status.begin(), query.status.end(), is_it)) continue;
    for (const int direction : {0, 1}) {
      if (query.direction && static_cast<int>(*query.direction) != direction) continue;
      bits |= std::int64_t{1} << message_mark(direction, status);
    }
  }
  return bits;
}

std::int64_t ListedMessages::total() {
  std::int64_t total = 0;
  for (const auto& sender : senders_) {
    auto rows =
        condition_of(query_, sender.id.value).rows(db_, "SELECT count(*) FROM message_time WHERE ", "");
    if (rows.next()) total += rows.integer(0);
  }
  return total;
}

std::vector<MessageSpot> ListedMessages::spots() {
  const std::string down = query_.descending ? " DESC" : "";
  std::vector<MessageSpot> spots;
  for (const auto& sender : senders_) {
    auto where = condition_of(query_, sender.id.value);
    if (query_.after) {
      where.also(query_.descending ? "(at, key) < (?, ?)" : "(at, key) > (?, ?)",
                 to_millis(query_.after->first), query_.after->second.value);
    }
    auto rows = where.rows(db_, "SELECT at, key FROM message_time WHERE ",
                           " ORDER BY at" + down + ", key" + down + " LIMIT ?", query_.offset + query_.limit);
    while (rows.next()) spots.push_back({rows.integer(0), rows.integer(1)});
  }
  std::sort(spots.begin(), spots.end(), [this](const MessageSpot& a, const MessageSpot& b) {
    return query_.descending ? a.place() > b.place() : a.place() < b.place();
  });
  const auto first = spots.begin() + std::min(query_.offset, std::ssize(spots));
  const auto last = spots.begin() + std::min(query_.offset + query_.limit, std::ssize(spots));
  return {first, last};
}

std::int64_t ListedMessages::hand_over(FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  std::int64_t count = 0;
  for (const auto& spot : spots()) count += message({db_}, query_.organization, {spot.key}, sink) ? 1 : 0;
  return count;
}

}  // namespace parley::sql
