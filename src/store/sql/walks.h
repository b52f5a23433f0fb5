#pragma once
// The two lists that have ranks, as ranks walk them. For threads*.cpp only.

#include "store/sql/conversation_class.h"
#include "store/sql/numbers.h"
#include "store/sql/threads.h"

namespace parley::sql {

inline auto message_walk(Connection& db, const Thread& thread) {
  static constexpr Query walk{
      "SELECT at, wamid, direction, status, type FROM message WHERE organization = $1 AND conversation = $2 "
      "AND (at, wamid) >= ($3, $4) ORDER BY at, wamid"};
  return [&db, &thread](const Place& from, WalkRow row) {
    auto rows = db.rows(walk, thread.organization, thread.id, from.at, from.tie);
    StoredMessage message;
    while (rows.next()) {
      message.direction = static_cast<Direction>(rows.integer(2));
      const auto status = static_cast<MessageStatus>(rows.integer(3));
      message.statuses = StatusSet().with(status);
      message.flags = status == MessageStatus::read ? Flag::read_here : 0;
      message.type = rows.text(4);
      if (!row(rows.integer(0), rows.text(1), message.kind())) return;
    }
  };
}

inline auto thread_walk(Connection& db, std::int64_t organization, std::int64_t sender) {
  static constexpr Query walk{
      "SELECT last_at, number, class FROM conversation WHERE organization = $1 AND sender = $2 "
      "AND (last_at, number) >= ($3, $4) ORDER BY last_at, number"};
  return [&db, organization, sender](const Place& from, WalkRow row) {
    auto rows = db.rows(walk, organization, sender, from.at, number_of_tie(from.tie));
    while (rows.next()) {
      if (!row(rows.integer(0), number_tie(rows.integer(1)), Class{rows.integer(2)}.kind())) return;
    }
  };
}

}  // namespace parley::sql
