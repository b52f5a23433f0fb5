// The files of messages, as store/media.h promises them.

#include "store/media.h"

#include "store/outbox.h"
#include "store/sql/answers.h"
#include "store/sql/media_rows.h"
#include "store/sql/message_key.h"
#include "store/sql/recorder.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace parley {
namespace {

using sql::MediaChange;
using sql::Query;

constexpr Query find_file{
    "SELECT id, sender, message, at, said_mime, said_sha256, filename, state, due_at, attempts, failures, trouble, mime, "
    "sha256, bytes, ready_at FROM media WHERE organization = $1 AND id = $2"};
constexpr Query many_files{
    "SELECT id, sender, message, at, said_mime, said_sha256, filename, state, due_at, attempts, failures, trouble, mime, "
    "sha256, bytes, ready_at FROM media WHERE organization = $1 AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
    "$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, "
    "$36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)"};
constexpr Query due_files{
    "SELECT id, sender, message, at, said_mime, said_sha256, filename, state, due_at, attempts, failures, trouble, mime, "
    "sha256, bytes, ready_at FROM media WHERE organization = $1 AND due_at <= $2 AND due_at <> 0 "
    "ORDER BY due_at LIMIT $3"};
constexpr Query first_due_file{
    "SELECT due_at FROM media WHERE organization = $1 AND due_at <> 0 ORDER BY due_at LIMIT 1"};
constexpr Query set_file{
    "UPDATE media SET state = $3, due_at = $4, attempts = $5, failures = $6, trouble = $7, mime = $8, sha256 = $9, "
    "bytes = $10, ready_at = $11 WHERE organization = $1 AND id = $2"};
constexpr Query give_to{"UPDATE media SET sender = $3 WHERE organization = $1 AND id = $2"};
constexpr Query asleep{
    "SELECT 1 FROM media WHERE organization = $1 AND sender = $2 AND due_at > $3 AND due_at <> 0 "
    "AND trouble >= $4 AND trouble < $5 LIMIT 1"};
constexpr Query wake_files{
    "UPDATE media SET due_at = $4 WHERE organization = $1 AND id IN (SELECT id FROM media WHERE organization = $1 "
    "AND sender = $2 AND due_at > $3 AND due_at <> 0 AND trouble >= $6 AND trouble < $7 ORDER BY due_at LIMIT $5)"};
constexpr Query insert_file{
    "INSERT INTO media (organization, id, sender, message, at, said_mime, said_sha256, filename, state, due_at, attempts, "
    "failures, trouble, mime, sha256, bytes, ready_at) "
    "VALUES ($1, $2, $3, 0, $4, $5, $6, $7, 1, 0, 0, 0, '', $5, $6, $8, $4)"};
constexpr Query has_old{
    "SELECT 1 FROM media WHERE organization = $1 AND state = 1 AND ready_at < $2 LIMIT 1"};
constexpr Query old_files{
    "SELECT id FROM media WHERE organization = $1 AND state = 1 AND ready_at < $2 ORDER BY ready_at LIMIT $3"};
constexpr Query content_held{
    "SELECT 1 FROM media WHERE organization = $1 AND sha256 = $2 AND state = 1 LIMIT 1"};
constexpr Query all_tallies{
    "SELECT organization, pending, ready, expired, failed, waiting, bytes FROM media_tally"};

constexpr std::int64_t woken_at_once = 200;
constexpr std::chrono::minutes longest_lease{1};

constexpr auto deleted_words = "deleted at Meta by who uses the number";
constexpr auto lost_words = "its file is gone from the folder";

struct Row {
  MediaFile file;
  std::int64_t attempts = 0;
};

std::optional<Timestamp> time_of(std::int64_t millis) {
  return millis == 0 ? std::nullopt : std::optional(from_millis(millis));
}
std::int64_t millis_of(const std::optional<Timestamp>& time) { return time ? to_millis(*time) : 0; }

Row read(sql::Rows& rows) {
  return {.file = {.id = std::string(rows.text(0)),
                   .sender = {rows.integer(1)},
                   .state = static_cast<MediaState>(rows.integer(7)),
                   .message = {rows.integer(2)},
                   .at = from_millis(rows.integer(3)),
                   .said_mime = std::string(rows.text(4)),
                   .said_sha256 = std::string(rows.text(5)),
                   .filename = std::string(rows.text(6)),
                   .mime = std::string(rows.text(12)),
                   .sha256 = std::string(rows.text(13)),
                   .bytes = rows.integer(14),
                   .ready_at = time_of(rows.integer(15)),
                   .failures = rows.integer(10),
                   .due_at = time_of(rows.integer(8)),
                   .trouble = std::string(rows.text(11))},
          .attempts = rows.integer(9)};
}

std::optional<Row> find(sql::Connection& db, OrganizationId organization, std::string_view id) {
  auto rows = db.rows(find_file, organization.value, id);
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

// Who reads the message, or the organization's log, sees the file in another state.
void tell(Transaction& in, OrganizationId organization, const MediaFile& file) {
  const auto place = sql::place_of_key(in.db, organization.value, file.message.value);
  if (!place) return in.event(organization, EventKind::media_changed);
  const auto number = in.recorder.threads().by_id(organization.value, place->conversation).number;
  in.event(organization, EventKind::media_changed, number, {place->key});
}

void keep(Transaction& in, OrganizationId organization, const Row& before, const Row& after) {
  const auto& file = after.file;
  in.db.run(set_file, organization.value, file.id, static_cast<int>(file.state), millis_of(file.due_at),
            after.attempts, file.failures, file.trouble, file.mime, file.sha256, file.bytes,
            millis_of(file.ready_at));
  MediaChange change;
  change.add(before.file.state, before.file.due_at.has_value(), before.file.bytes, -1);
  change.add(file.state, file.due_at.has_value(), file.bytes, 1);
  const bool is_counted_alike = before.file.state == file.state && before.file.bytes == file.bytes &&
                                before.file.due_at.has_value() == file.due_at.has_value();
  if (!is_counted_alike) sql::count_media(in.db, organization.value, change);
  if (before.file.state != file.state) tell(in, organization, file);
}

// Changes the file, where the lease is still the last word on it.
template <class Change>
bool settle(Transaction& in, OrganizationId organization, const MediaLease& lease, const Change& change) {
  const auto before = find(in.db, organization, lease.file.id);
  const bool is_ours = before && before->attempts == lease.attempt && before->file.due_at &&
                       before->file.state != MediaState::ready;
  if (!is_ours) return false;
  auto after = *before;
  change(after.file);
  keep(in, organization, *before, after);
  return true;
}

void become_ready(MediaFile& file, const FetchedMedia& what, Timestamp now) {
  file.state = MediaState::ready;
  file.mime = what.mime;
  file.sha256 = what.sha256;
  file.bytes = what.bytes;
  file.ready_at = now;
  file.due_at.reset();
  file.trouble.clear();
}

}  // namespace

std::optional<MediaFile> media_file(const Reader& from, OrganizationId organization, std::string_view id) {
  auto row = find(from.db, organization, id);
  if (!row) return std::nullopt;
  return std::move(row->file);
}

void each_media_file(const Reader& from, OrganizationId organization, std::span<const std::string_view> ids,
                     FunctionRef<void(const MediaFile&)> sink) {
  constexpr std::size_t at_once = 50;
  while (!ids.empty()) {
    const auto some = ids.first(std::min(at_once, ids.size()));
    ids = ids.subspan(some.size());
    std::array<std::string_view, at_once> values{};  // no id is empty
    std::ranges::copy(some, values.begin());
    auto rows = std::apply(
        [&](auto... each) { return from.db.rows(many_files, organization.value, each...); }, values);
    while (rows.next()) sink(read(rows).file);
  }
}

std::vector<MediaLease> lease_media(Transaction& in, OrganizationId organization, std::int64_t most,
                                    Timestamp until) {
  std::vector<Row> due;
  {
    auto rows = in.db.rows(due_files, organization.value, to_millis(in.now), most);
    while (rows.next()) due.push_back(read(rows));
  }
  std::vector<MediaLease> leases;
  for (const auto& before : due) {
    auto after = before;
    ++after.attempts;
    after.file.due_at = until;
    keep(in, organization, before, after);
    leases.push_back({.file = before.file, .attempt = after.attempts});
  }
  return leases;
}

bool renew(Transaction& in, OrganizationId organization, const MediaLease& lease, Timestamp until) {
  return settle(in, organization, lease, [&](MediaFile& file) { file.due_at = until; });
}

bool fetched(Transaction& in, OrganizationId organization, const MediaLease& lease,
             const FetchedMedia& what) {
  return settle(in, organization, lease, [&](MediaFile& file) { become_ready(file, what, in.now); });
}

bool expired(Transaction& in, OrganizationId organization, const MediaLease& lease,
             const std::string& trouble) {
  return settle(in, organization, lease, [&](MediaFile& file) {
    file.state = MediaState::expired;
    file.due_at.reset();
    file.trouble = trouble;
  });
}

bool failed(Transaction& in, OrganizationId organization, const MediaLease& lease,
            std::optional<Timestamp> again, const std::string& trouble) {
  return settle(in, organization, lease, [&](MediaFile& file) {
    file.state = MediaState::failed;
    ++file.failures;
    file.due_at = again;
    file.trouble = trouble;
  });
}

bool put_off(Transaction& in, OrganizationId organization, const MediaLease& lease, Timestamp until,
             const std::string& trouble) {
  return settle(in, organization, lease, [&](MediaFile& file) {
    file.due_at = until;
    file.trouble = trouble;
  });
}

bool wake_media(Transaction& in, const Sender& sender) {
  if (sealed_access_token(in, sender).empty()) return false;
  const auto organization = sender.organization.value;
  const auto behind = to_millis(in.now + longest_lease);
  // All texts that begin so, and no others.
  auto end = std::string(waits_for_token);
  ++end.back();
  in.db.run(wake_files, organization, sender.id.value, behind, to_millis(in.now), woken_at_once,
            waits_for_token, end);
  return sql::exists(in.db, asleep, organization, sender.id.value, behind, waits_for_token, end);
}

void uploaded(Transaction& in, const Sender& sender, const UploadedMedia& file) {
  const auto organization = sender.organization;
  const auto before = find(in.db, organization, file.id);
  if (!before) {
    in.db.run(insert_file, organization.value, file.id, sender.id.value, to_millis(in.now), file.what.mime,
              file.what.sha256, file.filename, file.what.bytes);
    MediaChange change;
    change.add(MediaState::ready, false, file.what.bytes, 1);
    return sql::count_media(in.db, organization.value, change);
  }
  auto after = *before;
  if (before->file.sender != sender.id) in.db.run(give_to, organization.value, file.id, sender.id.value);
  become_ready(after.file, file.what, in.now);
  keep(in, organization, *before, after);
}

std::string delete_media(Transaction& in, OrganizationId organization, const std::string& id) {
  const auto before = find(in.db, organization, id);
  if (!before || before->file.state == MediaState::expired) return {};
  auto after = *before;
  after.file.state = MediaState::expired;
  after.file.due_at.reset();
  after.file.trouble = deleted_words;
  keep(in, organization, *before, after);
  const bool had_bytes = before->file.state == MediaState::ready;
  return had_bytes && !holds_content(in, organization, before->file.sha256) ? before->file.sha256 : "";
}

void lost_media(Transaction& in, OrganizationId organization, const std::string& id,
                const std::string& sha256) {
  const auto before = find(in.db, organization, id);
  if (!before || before->file.state != MediaState::ready || before->file.sha256 != sha256) return;
  auto after = *before;
  after.file.state = MediaState::pending;
  after.file.due_at = in.now;
  after.file.failures = 0;
  after.file.trouble = lost_words;
  after.file.bytes = 0;
  after.file.ready_at.reset();
  keep(in, organization, *before, after);
}

bool has_old_media(const Reader& from, OrganizationId organization, Timestamp before) {
  return sql::exists(from.db, has_old, organization.value, to_millis(before));
}

RetiredMedia retire_media(Transaction& in, OrganizationId organization, Timestamp before, std::int64_t most) {
  std::vector<std::string> old;
  {
    auto rows = in.db.rows(old_files, organization.value, to_millis(before), most);
    while (rows.next()) old.emplace_back(rows.text(0));
  }
  RetiredMedia retired{.files = static_cast<std::int64_t>(old.size())};
  std::set<std::string> contents;
  for (const auto& id : old) {
    const auto ready = find(in.db, organization, id);
    if (!ready || ready->file.state != MediaState::ready) continue;
    auto gone = *ready;
    contents.insert(gone.file.sha256);
    gone.file.state = MediaState::expired;
    gone.file.trouble = "deleted here: it was kept for as long as --media-days says";
    keep(in, organization, *ready, gone);
  }
  for (const auto& content : contents) {
    if (!holds_content(in, organization, content)) retired.contents.push_back(content);
  }
  return retired;
}

bool holds_content(const Reader& from, OrganizationId organization, std::string_view sha256) {
  return sql::exists(from.db, content_held, organization.value, sha256);
}

std::vector<MediaTally> media_tallies(const Reader& from) {
  std::vector<MediaTally> all;
  auto rows = from.db.rows(all_tallies);
  while (rows.next()) {
    all.push_back({.organization = {rows.integer(0)},
                   .pending = rows.integer(1),
                   .ready = rows.integer(2),
                   .expired = rows.integer(3),
                   .failed = rows.integer(4),
                   .waiting = rows.integer(5),
                   .bytes = rows.integer(6)});
  }
  return all;
}

std::optional<Timestamp> next_media_at(const Reader& from, OrganizationId organization) {
  const auto at = sql::first_integer(from.db, first_due_file, organization.value);
  return time_of(at);
}

}  // namespace parley
