#pragma once
// The step that makes room for what Meta is told of reading, and for what it told of templates. For schema.cpp.

#include <string_view>

namespace parley::sql {

inline constexpr std::string_view what_meta_is_told = R"sql(
-- What Meta is still to be told: up to which of the person's messages a conversation was read, of each the newest only.
-- at: that message's time. typing_until: whether it shows that we type, and until when that makes sense; 0: no. due_at:
-- when to try, or the end of the lease of whoever tries. failures: tries that did not succeed. version: grows with each
-- change, so that an answer is taken for the try it was given to.
CREATE TABLE read_mark (
  organization {int} NOT NULL, conversation {int} NOT NULL, sender {int} NOT NULL, wamid TEXT NOT NULL, at {int} NOT NULL,
  typing_until {int} NOT NULL, asked_at {int} NOT NULL, due_at {int} NOT NULL, failures {int} NOT NULL,
  version {int} NOT NULL, PRIMARY KEY (organization, conversation)) {strict} {clustered};
CREATE INDEX read_mark_due ON read_mark (organization, sender, due_at);
-- How many of those a number has.
ALTER TABLE sending ADD COLUMN marks {int} NOT NULL DEFAULT 0;

-- Message templates of a WhatsApp Business account, as Meta told them when it was last asked. id: Meta's. variables: JSON that
-- was given with a template made here; empty: none. created_at, updated_at: when it was first seen, and seen otherwise.
CREATE TABLE template (
  organization {int} NOT NULL, waba TEXT NOT NULL, id {int} NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL,
  status TEXT NOT NULL, category TEXT NOT NULL, quality TEXT NOT NULL, reason TEXT NOT NULL, components TEXT NOT NULL,
  variables TEXT NOT NULL, created_at {int} NOT NULL, updated_at {int} NOT NULL,
  PRIMARY KEY (organization, waba, id)) {strict} {clustered};
CREATE INDEX template_name ON template (organization, waba, name, language);
CREATE INDEX template_created ON template (organization, waba, created_at, id);
-- When that was, of each account; when Meta told last that something changed, and when it last could not be asked; 0: never.
CREATE TABLE template_pull (
  organization {int} NOT NULL, waba TEXT NOT NULL, at {int} NOT NULL, changed_at {int} NOT NULL, failed_at {int} NOT NULL,
  PRIMARY KEY (organization, waba)) {strict} {clustered};
)sql";

}  // namespace parley::sql
