#pragma once
// The step that cuts ranked lists into levels of blocks, and makes one of a sender's messages. For schema.cpp.

#include "store/sql/connection.h"

#include <string_view>

namespace parley::sql {

inline constexpr std::string_view ranks_in_levels = R"sql(
-- mark: direction and status, as a sender's messages are counted by.
CREATE TABLE marked_time (
  organization {int} NOT NULL, sender {int} NOT NULL, at {int} NOT NULL, key {int} NOT NULL,
  conversation {int} NOT NULL, mark {int} NOT NULL, PRIMARY KEY (organization, sender, at, key)) {strict} {clustered};
INSERT INTO marked_time (organization, sender, at, key, conversation, mark)
  SELECT m.organization, c.sender, m.at, m.key, m.conversation, m.direction | (m.status << 1)
  FROM conversation c CROSS JOIN message m WHERE m.organization = c.organization AND m.conversation = c.id
  ORDER BY m.organization, c.sender, m.at, m.key;
DROP TABLE message_time;
ALTER TABLE marked_time RENAME TO message_time;

-- Sorted lists whose rows are counted by kind: pages by number and totals are read from here. A list is an
-- organization's contacts (0), a sender's conversations (its id) or messages (its negated id), or a conversation's
-- messages (its id); of the last the conversation's row has what ranked_list has of the others. levels: of
-- blocks. tail: where the rows begin that no block counts, and their tally.
DROP TABLE sender_tally;
CREATE TABLE ranked_list (
  organization {int} NOT NULL, list {int} NOT NULL, levels {int} NOT NULL, tally {blob} NOT NULL,
  tail {blob} NOT NULL, PRIMARY KEY (organization, list)) {strict} {clustered};
ALTER TABLE conversation RENAME COLUMN blocks TO levels;
UPDATE conversation SET levels = 0 WHERE levels <> 0;
ALTER TABLE conversation ADD COLUMN tail {blob};
-- With the status, so that the list is walked along the index alone.
DROP INDEX contact_created;
CREATE INDEX contact_created ON contact (organization, created_at, number, status);
-- A block of level 0 says how many rows lie from one place to the next, and of which kinds; one of a level above, how
-- many blocks of the level below, and of which kinds the rows in them.
DROP TABLE rank_block;
CREATE TABLE rank_block (
  organization {int} NOT NULL, list {int} NOT NULL, level {int} NOT NULL, from_at {int} NOT NULL, from_tie TEXT NOT NULL,
  parts {int} NOT NULL, tally {blob} NOT NULL,
  PRIMARY KEY (organization, list, level, from_at, from_tie)) {strict} {clustered};
)sql";

// Counts all lists from their rows.
void rank_all(Connection& db);

}  // namespace parley::sql
