#pragma once
// The step that makes room for what is sent. For schema.cpp.

#include <string_view>

namespace parley::sql {

inline constexpr std::string_view what_is_sent = R"sql(
-- Another name of the message with that key, by the wamid that Meta gave it; 0: the message's own key.
ALTER TABLE message_key ADD COLUMN message {int} NOT NULL DEFAULT 0;

-- What waits to be sent, or for word of what became of it. message: its key. place: its turn in its conversation.
-- turn: 0 behind another, 1 ready, 2 leased, 3 of unknown fate. due_at: when that is to be looked at again.
-- attempts: how often it was leased; an answer names the attempt it is of. errors: of the last one; empty: none.
CREATE TABLE outbox (
  organization {int} NOT NULL, message {int} NOT NULL, sender {int} NOT NULL, conversation {int} NOT NULL,
  place {int} NOT NULL, turn {int} NOT NULL, due_at {int} NOT NULL, attempts {int} NOT NULL, tag TEXT NOT NULL,
  draft {blob} NOT NULL, errors TEXT NOT NULL, created_at {int} NOT NULL,
  PRIMARY KEY (organization, message)) {strict} {clustered};
CREATE INDEX outbox_due ON outbox (organization, sender, turn, due_at, place);
CREATE INDEX outbox_turn ON outbox (organization, conversation, place);

-- How a number of ours is sending. pace_at: microseconds; what it may send is counted from there. held_until: nothing
-- goes before. refused_at: since when Meta refuses its access token; 0: it does not. trouble: why it is held, in words.
CREATE TABLE sending (
  organization {int} NOT NULL, sender {int} NOT NULL, waiting {int} NOT NULL, unknown {int} NOT NULL,
  accepted {int} NOT NULL, failed {int} NOT NULL, pace_at {int} NOT NULL, held_until {int} NOT NULL,
  refused_at {int} NOT NULL, trouble TEXT NOT NULL, PRIMARY KEY (organization, sender)) {strict} {clustered};
)sql";

inline constexpr std::string_view pace_of_pairs = R"sql(
-- What one of our numbers may send to one person is counted from there. pace_at: microseconds; past: nothing is owed.
CREATE TABLE sending_pair (
  organization {int} NOT NULL, conversation {int} NOT NULL, pace_at {int} NOT NULL,
  PRIMARY KEY (organization, conversation)) {strict} {clustered};
)sql";

}  // namespace parley::sql
