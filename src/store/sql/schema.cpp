#include "store/sql/schema.h"

#include "base/secrets.h"
#include "store/sql/media_rows.h"
#include "store/sql/people.h"
#include "store/sql/schema_calls.h"
#include "store/sql/schema_media.h"
#include "store/sql/schema_outbox.h"
#include "store/sql/schema_ranks.h"
#include "store/sql/schema_upstream.h"
#include "store/sql/tally.h"

#include <array>
#include <map>
#include <stdexcept>
#include <vector>

namespace parley::sql {
namespace {

constexpr Query find_key{"SELECT value FROM setting WHERE name = 'instance_key'"};
constexpr Query put_key{"INSERT INTO setting (name, value) VALUES ('instance_key', $1)"};
constexpr Query aliases_without_number{
    "SELECT organization, id, kind, key FROM contact_alias WHERE number = 0"};
constexpr Query number_alias{"UPDATE contact_alias SET number = $3 WHERE organization = $1 AND id = $2"};
constexpr Query contacts_without_number{"SELECT organization, id FROM contact WHERE number = 0"};
constexpr Query first_alias{
    "SELECT number FROM contact_alias WHERE organization = $1 AND contact = $2 ORDER BY first_at, kind, key LIMIT 1"};
constexpr Query number_contact{"UPDATE contact SET number = $3 WHERE organization = $1 AND id = $2"};

constexpr Query messages_by_kind{
    "SELECT v.organization, v.sender, m.direction, m.status, count(*) FROM conversation v JOIN message m "
    "ON m.organization = v.organization AND m.conversation = v.id GROUP BY v.organization, v.sender, m.direction, m.status"};
constexpr Query put_tally{
    "INSERT INTO sender_tally (organization, sender, blocks, tally) VALUES ($1, $2, 0, $3)"};

// How many messages of each kind a sender has, under its negated id.
void count_messages(Connection& db) {
  std::map<std::pair<std::int64_t, std::int64_t>, Tally> tallies;
  {
    auto rows = db.rows(messages_by_kind);
    while (rows.next()) {
      const std::string kind(1, static_cast<char>(rows.integer(2) | rows.integer(3) << 1));
      tallies[{rows.integer(0), rows.integer(1)}].add(kind, rows.integer(4));
    }
  }
  for (const auto& [sender, tally] : tallies)
    db.run(put_tally, sender.first, -sender.second, Blob{tally.packed()});
}

// What a step cannot say in SQL.
void fill_people_and_marks(Connection& db) {
  db.run(put_key, Blob{random_bytes(32)});
  count_messages(db);
  struct Alias {
    std::int64_t organization, id, number;
  };
  std::vector<Alias> aliases;
  {
    auto rows = db.rows(aliases_without_number);
    while (rows.next()) {
      aliases.push_back({rows.integer(0), rows.integer(1),
                         contact_number(static_cast<int>(rows.integer(2)), rows.text(3))});
    }
  }
  for (const auto& alias : aliases) db.run(number_alias, alias.organization, alias.id, alias.number);
  std::vector<std::pair<std::int64_t, std::int64_t>> contacts;
  {
    auto rows = db.rows(contacts_without_number);
    while (rows.next()) contacts.emplace_back(rows.integer(0), rows.integer(1));
  }
  for (const auto& [organization, contact] : contacts) {
    std::int64_t number = 0;
    {
      auto rows = db.rows(first_alias, organization, contact);
      if (rows.next()) number = rows.integer(0);
    }
    db.run(number_contact, organization, contact, number);
  }
}

// A conversation's id is organization << 31 | the number it began with, so that one look-up finds it by what a client
// calls it. `number` differs from those bits only where identities were joined or parted later: then the index on
// numbers finds it, and conversation_number what it was called before.
// A message's key is a 63-bit hash of (sender, wamid).
constexpr std::string_view initial = R"sql(
CREATE TABLE organization (
  id {int} PRIMARY KEY, name TEXT NOT NULL UNIQUE, active {int} NOT NULL, created_at {int} NOT NULL,
  last_event {int} NOT NULL) {strict};

-- Counters by name: `setup` grows with every change of senders, tokens or organizations.
CREATE TABLE counter (name TEXT PRIMARY KEY, value {int} NOT NULL) {strict};

CREATE TABLE sender (
  organization {int} NOT NULL, id {int} PRIMARY KEY, phone_number_id TEXT NOT NULL UNIQUE, phone TEXT NOT NULL,
  waba TEXT NOT NULL, name TEXT NOT NULL, connected {int} NOT NULL, is_default {int} NOT NULL,
  access_token {blob} NOT NULL, created_at {int} NOT NULL) {strict};

CREATE INDEX sender_organization ON sender (organization);

CREATE TABLE contact (
  organization {int} NOT NULL, id {int} NOT NULL, number {int} NOT NULL, phone TEXT NOT NULL, name TEXT NOT NULL,
  username TEXT NOT NULL, marketing_stopped {int} NOT NULL, created_at {int} NOT NULL,
  PRIMARY KEY (organization, id)) {strict} {clustered};

-- Every identifier a person was seen under, and what was told under it.
CREATE TABLE contact_alias (
  organization {int} NOT NULL, kind {int} NOT NULL, key TEXT NOT NULL, id {int} NOT NULL, value TEXT NOT NULL,
  first_at {int} NOT NULL, contact {int} NOT NULL, name TEXT NOT NULL, name_at {int} NOT NULL,
  username TEXT NOT NULL, username_at {int} NOT NULL, book_name TEXT NOT NULL, book_at {int} NOT NULL,
  marketing_stopped {int} NOT NULL, marketing_at {int} NOT NULL,
  PRIMARY KEY (organization, kind, key)) {strict} {clustered};
CREATE UNIQUE INDEX contact_alias_id ON contact_alias (organization, id);
CREATE INDEX contact_alias_contact ON contact_alias (organization, contact);

-- kind 0: both named in one place, first at that time; kind 1: one was replaced by the other.
CREATE TABLE identity_link (
  organization {int} NOT NULL, alias {int} NOT NULL, other {int} NOT NULL, kind {int} NOT NULL,
  first_at {int} NOT NULL, PRIMARY KEY (organization, alias, other, kind)) {strict} {clustered};

CREATE TABLE conversation (
  organization {int} NOT NULL, id {int} {row_key}, number {int} NOT NULL, sender {int} NOT NULL,
  contact {int} NOT NULL, contact_phone TEXT NOT NULL, contact_name TEXT NOT NULL, class {int} NOT NULL,
  last_at {int} NOT NULL, unread {int} NOT NULL, total {int} NOT NULL, last_wamid TEXT NOT NULL,
  last_type TEXT NOT NULL, last_text TEXT NOT NULL, last_inbound_at {int} NOT NULL, pinned {int} NOT NULL,
  muted {int} NOT NULL, labels TEXT NOT NULL, blocks {int} NOT NULL, tally {blob} NOT NULL,
  created_at {int} NOT NULL, updated_at {int} NOT NULL{keyed}) {strict};
CREATE UNIQUE INDEX conversation_number_now ON conversation (organization, number);
CREATE UNIQUE INDEX conversation_contact ON conversation (organization, contact, sender);
CREATE INDEX conversation_activity ON conversation (organization, sender, last_at, number, class);
CREATE INDEX conversation_phone ON conversation (organization, sender, contact_phone);

-- Numbers that conversations had before.
CREATE TABLE conversation_number (
  organization {int} NOT NULL, number {int} NOT NULL, conversation {int} NOT NULL,
  PRIMARY KEY (organization, number)) {strict} {clustered};
CREATE INDEX conversation_number_old ON conversation_number (organization, conversation);

CREATE TABLE message (
  organization {int} NOT NULL, conversation {int} NOT NULL, at {int} NOT NULL, wamid TEXT NOT NULL,
  key {int} NOT NULL, direction {int} NOT NULL, status {int} NOT NULL, statuses {int} NOT NULL, type TEXT NOT NULL,
  text TEXT NOT NULL, flags {int} NOT NULL, origin {int} NOT NULL, peer {int} NOT NULL, updated_at {int} NOT NULL,
  cold {blob} NOT NULL, PRIMARY KEY (organization, conversation, at, wamid)) {strict} {clustered};
CREATE TABLE message_key (
  organization {int} NOT NULL, key {int} NOT NULL, conversation {int} NOT NULL, at {int} NOT NULL,
  PRIMARY KEY (organization, key)) {strict} {clustered};

-- How many rows of a sorted list lie from one place to the next, and of which kinds: pages by number and totals are
-- read from here. A list is a conversation's messages (its id) or a sender's conversations (its negated id).
CREATE TABLE rank_block (
  organization {int} NOT NULL, list {int} NOT NULL, from_at {int} NOT NULL, from_tie TEXT NOT NULL,
  rows {int} NOT NULL, tally {blob} NOT NULL,
  PRIMARY KEY (organization, list, from_at, from_tie)) {strict} {clustered};
CREATE TABLE sender_tally (
  organization {int} NOT NULL, sender {int} NOT NULL, blocks {int} NOT NULL, tally {blob} NOT NULL,
  PRIMARY KEY (organization, sender)) {strict} {clustered};

-- Facts about messages, under the key of the message they are about, whether it is here yet or not.
CREATE TABLE message_status (
  organization {int} NOT NULL, key {int} NOT NULL, word TEXT NOT NULL, participant TEXT NOT NULL, at {int} NOT NULL,
  latest_at {int} NOT NULL, errors TEXT NOT NULL, details TEXT NOT NULL, callback_data TEXT NOT NULL, delivery {int} NOT NULL,
  PRIMARY KEY (organization, key, word, participant)) {strict} {clustered};
CREATE TABLE reaction (
  organization {int} NOT NULL, key {int} NOT NULL, author TEXT NOT NULL, wamid TEXT NOT NULL, emoji TEXT NOT NULL,
  at {int} NOT NULL, PRIMARY KEY (organization, key, author)) {strict} {clustered};
-- What a person did that is no line of a conversation but opens the window.
CREATE TABLE activity (
  organization {int} NOT NULL, peer {int} NOT NULL, sender {int} NOT NULL, at {int} NOT NULL,
  PRIMARY KEY (organization, peer, sender)) {strict} {clustered};
-- kind 0: the content before the first edit; 1: an edit; 2: a revoke.
CREATE TABLE revision (
  organization {int} NOT NULL, key {int} NOT NULL, kind {int} NOT NULL, at {int} NOT NULL, wamid TEXT NOT NULL,
  direction {int} NOT NULL, author TEXT NOT NULL, content {blob} NOT NULL,
  PRIMARY KEY (organization, key, kind, at, wamid)) {strict} {clustered};
-- Keys that facts came for before their message.
CREATE TABLE pending_fact (
  organization {int} NOT NULL, key {int} NOT NULL, wamid TEXT NOT NULL, first_at {int} NOT NULL,
  PRIMARY KEY (organization, key)) {strict} {clustered};

CREATE TABLE call (
  organization {int} NOT NULL, sender {int} NOT NULL, call_id TEXT NOT NULL, event TEXT NOT NULL,
  at {int} NOT NULL, direction {int} NOT NULL, peer {int} NOT NULL, delivery {int} NOT NULL,
  PRIMARY KEY (organization, sender, call_id, event)) {strict} {clustered};
CREATE INDEX call_peer ON call (organization, peer, sender, at);

CREATE TABLE notice (
  organization {int} NOT NULL, hash {int} NOT NULL, field TEXT NOT NULL, waba TEXT NOT NULL, sender {int} NOT NULL,
  raw TEXT NOT NULL, at {int} NOT NULL, PRIMARY KEY (organization, hash)) {strict} {clustered};

CREATE TABLE label (
  organization {int} NOT NULL, id {int} {row_key}, uid TEXT NOT NULL, name TEXT NOT NULL{keyed}) {strict};
CREATE UNIQUE INDEX label_uid ON label (organization, uid);
CREATE UNIQUE INDEX label_name ON label (organization, name);
CREATE TABLE conversation_label (
  organization {int} NOT NULL, label {int} NOT NULL, conversation {int} NOT NULL,
  PRIMARY KEY (organization, label, conversation)) {strict} {clustered};
CREATE INDEX conversation_label_reverse ON conversation_label (organization, conversation, label);

CREATE TABLE token (
  organization {int} NOT NULL, id {int} PRIMARY KEY, api TEXT NOT NULL, hash {blob} NOT NULL UNIQUE,
  sender {int}, name TEXT NOT NULL, prefix TEXT NOT NULL, last_four TEXT NOT NULL, expires_at {int},
  revoked_at {int}, last_used_at {int}, created_at {int} NOT NULL) {strict};
CREATE INDEX token_organization ON token (organization);

CREATE TABLE event (
  organization {int} NOT NULL, sequence {int} NOT NULL, kind {int} NOT NULL, conversation {int} NOT NULL,
  message {int} NOT NULL, at {int} NOT NULL, PRIMARY KEY (organization, sequence)) {strict} {clustered};

-- What Meta sent, as it came. organization 0: of several organizations, or of none yet.
CREATE TABLE delivery (
  organization {int} NOT NULL, id {given}, hash {int} NOT NULL UNIQUE, received_at {int} NOT NULL,
  source TEXT NOT NULL, signed_by {int} NOT NULL, outcome TEXT NOT NULL, parked {int} NOT NULL,
  unrouted {int} NOT NULL, repeats {int} NOT NULL, size {int} NOT NULL, body {blob} NOT NULL{given_key}) {strict};
CREATE INDEX delivery_failed ON delivery (id) WHERE outcome <> 'applied';
CREATE INDEX delivery_outcome ON delivery (organization, outcome);
CREATE TABLE parked (
  organization {int} NOT NULL, delivery {int} NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (organization, delivery, path)) {strict} {clustered};
-- Whose numbers are waited for.
CREATE TABLE unrouted (
  name TEXT NOT NULL, delivery {int} NOT NULL, PRIMARY KEY (name, delivery)) {strict} {clustered};
CREATE INDEX unrouted_delivery ON unrouted (delivery);

INSERT INTO counter (name, value) VALUES ('setup', 1);
)sql";

// People who work here, what they mark, and what programs change through an API.
constexpr std::string_view people_and_marks = R"sql(
CREATE TABLE setting (name TEXT PRIMARY KEY, value {blob} NOT NULL) {strict};

ALTER TABLE organization ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN website TEXT NOT NULL DEFAULT '';

-- assignee: a membership, 0 for nobody. status_at: when somebody set the status; 0: nobody did.
ALTER TABLE conversation ADD COLUMN assignee {int} NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN status_at {int} NOT NULL DEFAULT 0;
CREATE INDEX conversation_created ON conversation (organization, sender, created_at, number);

-- An identifier's number is a hash of it; a contact's is that of the identifier it was first seen by.
ALTER TABLE contact_alias ADD COLUMN number {int} NOT NULL DEFAULT 0;
CREATE INDEX contact_alias_number ON contact_alias (organization, number);
-- given_name was set here and is shown before what WhatsApp says. attributes: a JSON object; empty: none.
-- status: ContactStatus. changed_at: when somebody changed it here; 0: nobody did.
ALTER TABLE contact ADD COLUMN given_name TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN attributes TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN status {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN changed_at {int} NOT NULL DEFAULT 0;
CREATE INDEX contact_created ON contact (organization, created_at, number);

-- A sender's messages in the order of their times, whatever conversation they are in.
CREATE TABLE message_time (
  organization {int} NOT NULL, sender {int} NOT NULL, at {int} NOT NULL, key {int} NOT NULL,
  conversation {int} NOT NULL, PRIMARY KEY (organization, sender, at, key)) {strict} {clustered};
INSERT INTO message_time (organization, sender, at, key, conversation)
  SELECT m.organization, c.sender, m.at, m.key, m.conversation FROM message m
  JOIN conversation c ON c.organization = m.organization AND c.id = m.conversation;

ALTER TABLE label ADD COLUMN color TEXT NOT NULL DEFAULT 'gray';
ALTER TABLE label ADD COLUMN created_at {int} NOT NULL DEFAULT 0;
ALTER TABLE label ADD COLUMN updated_at {int} NOT NULL DEFAULT 0;
CREATE TABLE contact_label (
  organization {int} NOT NULL, label {int} NOT NULL, contact {int} NOT NULL,
  PRIMARY KEY (organization, label, contact)) {strict} {clustered};
CREATE INDEX contact_label_reverse ON contact_label (organization, contact, label);

CREATE TABLE contact_list (
  organization {int} NOT NULL, id {int} {row_key}, name TEXT NOT NULL, description TEXT NOT NULL,
  created_at {int} NOT NULL{keyed}) {strict};
CREATE INDEX contact_list_organization ON contact_list (organization, created_at, id);
CREATE TABLE contact_list_member (
  organization {int} NOT NULL, list {int} NOT NULL, contact {int} NOT NULL,
  PRIMARY KEY (organization, list, contact)) {strict} {clustered};
CREATE INDEX contact_list_member_reverse ON contact_list_member (organization, contact, list);
CREATE TABLE contact_list_label (
  organization {int} NOT NULL, list {int} NOT NULL, label {int} NOT NULL,
  PRIMARY KEY (organization, list, label)) {strict} {clustered};
CREATE INDEX contact_list_label_reverse ON contact_list_label (organization, label, list);

CREATE TABLE canned_response (
  organization {int} NOT NULL, id {int} {row_key}, shortcut TEXT NOT NULL, content TEXT NOT NULL,
  created_at {int} NOT NULL{keyed}) {strict};
CREATE UNIQUE INDEX canned_response_shortcut ON canned_response (organization, shortcut);

-- People with a password. They are of no organization themselves: a membership makes them one's.
CREATE TABLE app_user (
  id {int} PRIMARY KEY, email TEXT NOT NULL UNIQUE, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  password TEXT NOT NULL, picture TEXT NOT NULL, status {int} NOT NULL, created_at {int} NOT NULL) {strict};
CREATE TABLE membership (
  organization {int} NOT NULL, id {int} PRIMARY KEY, app_user {int} NOT NULL, is_owner {int} NOT NULL,
  created_at {int} NOT NULL) {strict};
CREATE UNIQUE INDEX membership_user ON membership (organization, app_user);
CREATE INDEX membership_of_user ON membership (app_user, organization);
CREATE INDEX membership_created ON membership (organization, created_at, id);
-- permissions: a bit each.
CREATE TABLE role (
  organization {int} NOT NULL, id {int} {row_key}, name TEXT NOT NULL, description TEXT NOT NULL,
  permissions {int} NOT NULL, created_at {int} NOT NULL{keyed}) {strict};
CREATE INDEX role_created ON role (organization, created_at, id);
CREATE TABLE member_role (
  organization {int} NOT NULL, membership {int} NOT NULL, role {int} NOT NULL,
  PRIMARY KEY (organization, membership, role)) {strict} {clustered};
CREATE INDEX member_role_reverse ON member_role (organization, role, membership);
CREATE TABLE invite (
  organization {int} NOT NULL, id {int} PRIMARY KEY, slug TEXT NOT NULL UNIQUE, email TEXT NOT NULL,
  is_owner {int} NOT NULL, redeemed {int} NOT NULL, created_at {int} NOT NULL) {strict};
CREATE INDEX invite_created ON invite (organization, created_at, id);
-- Codes that were sent to an address: only a hash is kept. payload: what is to happen when it comes back.
CREATE TABLE one_time_code (
  purpose TEXT NOT NULL, address TEXT NOT NULL, hash {blob} NOT NULL, payload TEXT NOT NULL, attempts {int} NOT NULL,
  verified {int} NOT NULL, expires_at {int} NOT NULL, PRIMARY KEY (purpose, address)) {strict} {clustered};
CREATE TABLE notification (
  organization {int} NOT NULL, id {int} {row_key}, membership {int} NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT NOT NULL, link TEXT NOT NULL, created_at {int} NOT NULL, read_at {int}{keyed}) {strict};
CREATE INDEX notification_member ON notification (organization, membership, created_at, id);

-- A token of a person: what it may do follows the membership.
ALTER TABLE token ADD COLUMN membership {int};
CREATE INDEX token_membership ON token (organization, membership);

-- Answers kept for whoever repeats a request under the same key.
CREATE TABLE receipt (
  organization {int} NOT NULL, api TEXT NOT NULL, key TEXT NOT NULL, fingerprint {blob} NOT NULL,
  status {int} NOT NULL, body TEXT NOT NULL, created_at {int} NOT NULL,
  PRIMARY KEY (organization, api, key)) {strict} {clustered};
CREATE INDEX receipt_age ON receipt (organization, created_at);
)sql";

// Contacts that are listed and changed here.
constexpr std::string_view listed_contacts = R"sql(
-- kind: AliasKind of `phone`. given_phone was set here and is shown while no number was seen later.
ALTER TABLE contact ADD COLUMN kind {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN given_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN given_phone_at {int} NOT NULL DEFAULT 0;
UPDATE contact SET kind = coalesce((SELECT min(a.kind) FROM contact_alias a
  WHERE a.organization = contact.organization AND a.contact = contact.id), 0);
CREATE INDEX contact_deleted ON contact (organization, id) WHERE status = 3;

-- Conversations that somebody here began, whether there are messages or not.
CREATE TABLE conversation_made (
  organization {int} NOT NULL, conversation {int} NOT NULL, at {int} NOT NULL,
  PRIMARY KEY (organization, conversation)) {strict} {clustered};

CREATE INDEX label_created ON label (organization, created_at, id);
ALTER TABLE contact_list ADD COLUMN contacts {int} NOT NULL DEFAULT 0;

-- The last id that was given, so that none is given twice.
INSERT INTO counter (name, value) SELECT 'label', coalesce(max(id), 0) FROM label;
INSERT INTO counter (name, value) VALUES ('contact_list', 0), ('canned_response', 0);
)sql";

// Ids of people and of what is theirs are never given twice: what names somebody who left must not name another.
constexpr std::string_view people_for_good = R"sql(
INSERT INTO counter (name, value) SELECT 'app_user', coalesce(max(id), 0) FROM app_user;
INSERT INTO counter (name, value) SELECT 'membership', coalesce(max(id), 0) FROM membership;
INSERT INTO counter (name, value) SELECT 'role', coalesce(max(id), 0) FROM role;
INSERT INTO counter (name, value) SELECT 'invite', coalesce(max(id), 0) FROM invite;
INSERT INTO counter (name, value) SELECT 'notification', coalesce(max(id), 0) FROM notification;

-- Whose it is. The token of somebody without an organization is of organization 0.
ALTER TABLE token ADD COLUMN app_user {int};
CREATE INDEX token_user ON token (app_user) WHERE app_user IS NOT NULL;
CREATE UNIQUE INDEX role_name ON role (organization, name);
CREATE INDEX conversation_assignee ON conversation (organization, assignee) WHERE assignee <> 0;
CREATE INDEX one_time_code_age ON one_time_code (expires_at);
)sql";

// Of the third step nothing is left to do besides: contacts are ranked by the fifth.
constexpr std::array steps{SchemaStep{initial},
                           SchemaStep{people_and_marks, fill_people_and_marks},
                           SchemaStep{listed_contacts},
                           SchemaStep{people_for_good},
                           SchemaStep{ranks_in_levels, rank_all},
                           SchemaStep{what_is_sent},
                           SchemaStep{pace_of_pairs},
                           SchemaStep{what_meta_is_told},
                           SchemaStep{files_of_messages, name_recent_media},
                           SchemaStep{details_of_calls},
                           SchemaStep{calls_in_order, nullptr, true},
                           SchemaStep{files_by_number_and_age, nullptr, true}};

}  // namespace

std::span<const SchemaStep> schema_steps() { return steps; }

std::string instance_key(Connection& db) {
  auto rows = db.rows(find_key);
  if (!rows.next()) throw std::runtime_error("the store has lost its key");
  return std::string(rows.text(0));
}

}  // namespace parley::sql
