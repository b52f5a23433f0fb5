#pragma once
// The steps that make room for the files of messages, and that find those of a number and of an age. For schema.cpp.

#include <string_view>

namespace parley::sql {

inline constexpr std::string_view files_of_messages = R"sql(
-- id: Meta's. sender: whose access token fetches it. message: the key of one that names it; 0: none yet. state: 0 pending,
-- 1 ready, 2 expired, 3 failed. due_at: when it is tried, or its lease ends; 0: never. attempts: how often it was leased; what
-- came of a lease names the attempt. said_…: as messages tell it. mime, sha256, bytes: of what is in the folder.
CREATE TABLE media (
  organization {int} NOT NULL, id TEXT NOT NULL, sender {int} NOT NULL, message {int} NOT NULL, at {int} NOT NULL,
  said_mime TEXT NOT NULL, said_sha256 TEXT NOT NULL, filename TEXT NOT NULL, state {int} NOT NULL, due_at {int} NOT NULL,
  attempts {int} NOT NULL, failures {int} NOT NULL, trouble TEXT NOT NULL, mime TEXT NOT NULL, sha256 TEXT NOT NULL,
  bytes {int} NOT NULL, ready_at {int} NOT NULL, PRIMARY KEY (organization, id)) {strict} {clustered};
CREATE INDEX media_due ON media (organization, due_at) WHERE due_at <> 0;
CREATE INDEX media_content ON media (organization, sha256) WHERE state = 1;

-- How many files are in which state. waiting: those with a due_at. bytes: of those that are ready.
CREATE TABLE media_tally (
  organization {int} NOT NULL PRIMARY KEY, pending {int} NOT NULL, ready {int} NOT NULL, expired {int} NOT NULL,
  failed {int} NOT NULL, waiting {int} NOT NULL, bytes {int} NOT NULL) {strict};
)sql";

inline constexpr std::string_view files_by_number_and_age = R"sql(
CREATE INDEX media_sender_due ON media (organization, sender, due_at) WHERE due_at <> 0;
CREATE INDEX media_age ON media (organization, ready_at) WHERE state = 1;
)sql";

}  // namespace parley::sql
