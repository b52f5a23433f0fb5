#include "store/sql/media_rows.h"

#include "base/secrets.h"
#include "base/time.h"
#include "store/sql/packed.h"

#include <sodium.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace parley::sql {
namespace {

constexpr Query find_named{
    "SELECT sender, message, at, said_mime, said_sha256, filename FROM media WHERE organization = $1 AND id = $2"};
constexpr Query insert_named{
    "INSERT INTO media (organization, id, sender, message, at, said_mime, said_sha256, filename, state, due_at, attempts, "
    "failures, trouble, mime, sha256, bytes, ready_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 0, 0, '', '', '', 0, 0)"};
constexpr Query update_named{
    "UPDATE media SET sender = $3, message = $4, at = $5, said_mime = $6, said_sha256 = $7, filename = $8 "
    "WHERE organization = $1 AND id = $2"};
constexpr Query count_changed{
    "INSERT INTO media_tally (organization, pending, ready, expired, failed, waiting, bytes) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organization) DO UPDATE SET "
    "pending = media_tally.pending + excluded.pending, ready = media_tally.ready + excluded.ready, "
    "expired = media_tally.expired + excluded.expired, failed = media_tally.failed + excluded.failed, "
    "waiting = media_tally.waiting + excluded.waiting, bytes = media_tally.bytes + excluded.bytes"};

constexpr Query media_senders{"SELECT organization, id FROM sender"};
constexpr Query recent_messages{
    "SELECT t.at, t.key, m.cold FROM message_time t JOIN message m ON m.organization = t.organization "
    "AND m.conversation = t.conversation AND m.at = t.at AND m.key = t.key "
    "WHERE t.organization = $1 AND t.sender = $2 AND (t.at, t.key) > ($3, $4) ORDER BY t.at, t.key LIMIT 1000"};

constexpr std::size_t longest_id = 255, longest_text = 1024;
// Meta keeps what a person sent for seven days.
constexpr std::chrono::hours still_there{8 * 24};

std::string_view bounded(std::string_view text) {
  return text.size() <= longest_text ? text : std::string_view();
}

struct Named {
  std::int64_t sender = 0, message = 0, at = 0;
  std::string mime, sha256, filename;
  bool operator==(const Named&) const = default;
};

// What Meta tells, in the place of what a draft or an upload said.
Named instead(const Named& said, const Named& told) {
  const auto or_said = [](const std::string& text, const std::string& other) {
    return text.empty() ? other : text;
  };
  return {.sender = told.sender,
          .message = told.message,
          .at = told.at,
          .mime = or_said(told.mime, said.mime),
          .sha256 = or_said(told.sha256, said.sha256),
          .filename = or_said(told.filename, said.filename)};
}

Named joined(const Named& a, const Named& b) {
  return {.sender = std::max(a.sender, b.sender),
          .message = std::max(a.message, b.message),
          .at = std::max(a.at, b.at),
          .mime = std::max(a.mime, b.mime),
          .sha256 = std::max(a.sha256, b.sha256),
          .filename = std::max(a.filename, b.filename)};
}

}  // namespace

bool is_media_id(std::string_view id) { return !id.empty() && id.size() <= longest_id; }

void expect_media(Connection& db, std::int64_t organization, std::string_view id) {
  if (is_media_id(id)) db.ahead(find_named, organization, id);
}

bool name_media(Connection& db, const NamedMedia& by, std::int64_t now,
                FunctionRef<bool(std::int64_t message)> is_sent_here) {
  if (!is_media_id(by.id)) return false;
  const Named told{.sender = by.sender,
                   .message = by.message,
                   .at = by.at,
                   .mime = std::string(bounded(by.mime)),
                   .sha256 = sha256_of(by.sha256),
                   .filename = std::string(bounded(by.filename))};
  std::optional<Named> known;
  {
    auto rows = db.rows(find_named, by.organization, by.id);
    if (rows.next()) {
      known = {.sender = rows.integer(0),
               .message = rows.integer(1),
               .at = rows.integer(2),
               .mime = std::string(rows.text(3)),
               .sha256 = std::string(rows.text(4)),
               .filename = std::string(rows.text(5))};
    }
  }
  if (!known) {
    db.run(insert_named, by.organization, by.id, told.sender, told.message, told.at, told.mime, told.sha256,
           told.filename, now);
    return true;
  }
  auto both = *known;
  if (by.is_draft) {
    if (both.message == 0) both.message = told.message;
  } else {
    const bool is_unchecked =
        known->message == 0 || (known->message != told.message && is_sent_here(known->message));
    both = is_unchecked ? instead(*known, told) : joined(*known, told);
  }
  if (both != *known)
    db.run(update_named, by.organization, by.id, both.sender, both.message, both.at, both.mime, both.sha256,
           both.filename);
  return false;
}

void MediaChange::add(MediaState state, bool waits, std::int64_t size, std::int64_t count) {
  switch (state) {
    case MediaState::pending: pending += count; break;
    case MediaState::ready: ready += count; break;
    case MediaState::expired: expired += count; break;
    case MediaState::failed: failed += count; break;
  }
  if (waits) waiting += count;
  if (state == MediaState::ready) bytes += count * size;
}

void count_media(Connection& db, std::int64_t organization, const MediaChange& change) {
  db.run(count_changed, organization, change.pending, change.ready, change.expired, change.failed,
         change.waiting, change.bytes);
}

std::string sha256_of(std::string_view said) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  if (said.size() == 2 * sizeof(Sha256) && said.find_first_not_of(digits) == said.npos) {
    std::string text(said);
    for (char& c : text) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
  }
  const bool is_web_safe = said.find_first_of("-_") != said.npos;
  while (said.ends_with('=')) said.remove_suffix(1);
  Sha256 hash{};
  std::size_t length = 0;
  const auto variant =
      is_web_safe ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  const bool is_one =
      said.size() == 43 && sodium_base642bin(hash.data(), hash.size(), said.data(), said.size(), nullptr,
                                             &length, nullptr, variant) == 0;
  return is_one && length == hash.size() ? to_hex(bytes_of(hash)) : std::string();
}

void name_recent_media(Connection& db) {
  const auto now = system_now();
  std::vector<std::pair<std::int64_t, std::int64_t>> senders;
  {
    auto rows = db.rows(media_senders);
    while (rows.next()) senders.emplace_back(rows.integer(0), rows.integer(1));
  }
  struct Found {
    std::int64_t at, key;
    std::string cold;
  };
  std::map<std::int64_t, MediaChange> changes;
  for (const auto& [organization, sender] : senders) {
    std::int64_t at = to_millis(now - still_there), key = 0;
    for (std::vector<Found> page(1); !page.empty();) {
      page.clear();
      {
        auto rows = db.rows(recent_messages, organization, sender, at, key);
        while (rows.next()) page.push_back({rows.integer(0), rows.integer(1), std::string(rows.text(2))});
      }
      for (const auto& each : page) {
        std::tie(at, key) = std::pair(each.at, each.key);
        const NamedMedia named{.organization = organization,
                               .sender = sender,
                               .message = each.key,
                               .at = each.at,
                               .id = packed_text(each.cold, Cold::media_id),
                               .mime = packed_text(each.cold, Cold::mime_type),
                               .sha256 = packed_text(each.cold, Cold::sha256),
                               .filename = packed_text(each.cold, Cold::filename)};
        const auto as_told = [](std::int64_t) { return false; };
        if (name_media(db, named, to_millis(now), as_told))
          changes[organization].add(MediaState::pending, true, 0, 1);
      }
    }
  }
  for (const auto& [organization, change] : changes) count_media(db, organization, change);
}

}  // namespace parley::sql
