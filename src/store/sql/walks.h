#pragma once
// The ranked lists as ranks walk them, for those who keep them and those who read them.

#include "store/sql/connection.h"
#include "store/sql/conversation_class.h"
#include "store/sql/numbers.h"
#include "store/sql/rank.h"

namespace parley::sql {

// What a sender's messages are counted by, and the first byte of their kind in their conversation.
constexpr std::int64_t message_mark(std::int64_t direction, std::int64_t status) {
  return direction | status << 1;
}
inline std::string mark_kind(std::int64_t mark) { return {static_cast<char>(mark)}; }
inline std::int64_t mark_of_kind(std::string_view kind) { return static_cast<unsigned char>(kind[0]); }

// A conversation's messages: (at, wamid); the mark and the type.
inline auto message_walk(Connection& db, RankList list) {
  static constexpr Query walk{
      "SELECT at, wamid, direction, status, type FROM message WHERE organization = $1 AND conversation = $2 "
      "AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) ORDER BY at, wamid"};
  return [&db, list](const Stretch& stretch, WalkRow row) {
    auto rows = db.rows(walk, list.organization, list.list, stretch.from.at, stretch.from.tie,
                        stretch.until.at, stretch.until.tie);
    std::string kind;
    while (rows.next()) {
      kind.assign(1, static_cast<char>(message_mark(rows.integer(2), rows.integer(3))));
      kind += rows.text(4);
      if (!row(rows.integer(0), rows.text(1), kind)) return;
    }
  };
}

// A sender's conversations: (last_at, number); the class.
inline auto thread_walk(Connection& db, RankList list) {
  static constexpr Query walk{
      "SELECT last_at, number, class FROM conversation WHERE organization = $1 AND sender = $2 "
      "AND (last_at, number) >= ($3, $4) AND (last_at, number) < ($5, $6) ORDER BY last_at, number"};
  return [&db, list](const Stretch& stretch, WalkRow row) {
    auto rows = db.rows(walk, list.organization, list.list, stretch.from.at, number_of_tie(stretch.from.tie),
                        stretch.until.at, number_of_tie(stretch.until.tie));
    while (rows.next()) {
      if (!row(rows.integer(0), number_tie(rows.integer(1)), Class{rows.integer(2)}.kind())) return;
    }
  };
}

// A sender's messages: (at, key); the mark.
inline auto time_walk(Connection& db, RankList list) {
  static constexpr Query walk{
      "SELECT at, key, mark FROM message_time WHERE organization = $1 AND sender = $2 "
      "AND (at, key) >= ($3, $4) AND (at, key) < ($5, $6) ORDER BY at, key"};
  return [&db, list](const Stretch& stretch, WalkRow row) {
    auto rows = db.rows(walk, list.organization, -list.list, stretch.from.at, number_of_tie(stretch.from.tie),
                        stretch.until.at, number_of_tie(stretch.until.tie));
    while (rows.next()) {
      if (!row(rows.integer(0), number_tie(rows.integer(1)), mark_kind(rows.integer(2)))) return;
    }
  };
}

// An organization's contacts: (created_at, number); the status. One that is being made has no number yet.
inline auto contact_walk(Connection& db, RankList list) {
  static constexpr Query walk{
      "SELECT created_at, number, status FROM contact WHERE organization = $1 AND (created_at, number) >= ($2, $3) "
      "AND (created_at, number) < ($4, $5) AND number <> 0 ORDER BY created_at, number"};
  return [&db, list](const Stretch& stretch, WalkRow row) {
    auto rows = db.rows(walk, list.organization, stretch.from.at, number_of_tie(stretch.from.tie),
                        stretch.until.at, number_of_tie(stretch.until.tie));
    while (rows.next()) {
      if (!row(rows.integer(0), number_tie(rows.integer(1)), mark_kind(rows.integer(2)))) return;
    }
  };
}

}  // namespace parley::sql
