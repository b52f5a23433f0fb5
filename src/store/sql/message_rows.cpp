#include "store/sql/message_rows.h"

#include "store/sql/packed.h"

namespace parley::sql {
namespace {

constexpr Query spelling_of{"SELECT value FROM contact_alias WHERE organization = $1 AND id = $2"};

void unpack(std::string_view cold, MessageRow& row) {
  std::string_view own_errors;
  each_packed(cold, [&](Cold tag, std::string_view text) {
    switch (tag) {
      case Cold::media_id: row.media_id = text; break;
      case Cold::mime_type: row.media_mime_type = text; break;
      case Cold::filename: row.media_filename = text; break;
      case Cold::url: row.media_url = text; break;
      case Cold::caption: row.caption = text; break;
      case Cold::object: row.object = text; break;
      case Cold::quoted: row.quoted_wamid = text; break;
      case Cold::sha256: row.media_sha256 = text; break;
      case Cold::context: row.context = text; break;
      case Cold::referral: row.referral = text; break;
      case Cold::sent_to: row.sent_to = text; break;
      case Cold::message_status: row.message_status = text; break;
      case Cold::status_errors: row.error = text; break;
      case Cold::errors: own_errors = text; break;
      case Cold::author: row.peer_phone = text; break;
      default: break;
    }
  });
  if (row.error.empty()) row.error = own_errors;
}

}  // namespace

std::string_view Spellings::of(std::int64_t alias) {
  if (!are_wanted_) return {};
  const auto [at, added] = known_.try_emplace(alias);
  if (added) {
    auto rows = db_.rows(spelling_of, organization_, alias);
    if (rows.next()) at->second = rows.text(0);
  }
  return at->second;
}

MessageRow row_of(const MessageFields& fields, std::string_view sender_phone, std::string_view spelling) {
  MessageRow row{.key = {fields.key},
                 .wamid = fields.wamid,
                 .direction = static_cast<Direction>(fields.direction),
                 .status = static_cast<MessageStatus>(fields.status),
                 .type = fields.type,
                 .text = fields.text};
  row.sender_phone = sender_phone;
  row.read_here = row.direction == Direction::inbound && row.status == MessageStatus::read;
  row.pinned = (fields.flags & Flag::message_pinned) != 0;
  row.starred = (fields.flags & Flag::starred) != 0;
  row.edited = (fields.flags & Flag::edited) != 0;
  row.revoked = (fields.flags & Flag::revoked) != 0;
  row.forwarded = (fields.flags & Flag::forwarded) != 0;
  row.frequently_forwarded = (fields.flags & Flag::frequently_forwarded) != 0;
  row.voice = (fields.flags & Flag::voice) != 0;
  row.animated = (fields.flags & Flag::animated) != 0;
  row.at = from_millis(fields.at);
  row.updated_at = from_millis(fields.updated_at);
  unpack(fields.cold, row);
  if (row.peer_phone.empty()) row.peer_phone = spelling;
  return row;
}

MessageRow row_of(const StoredMessage& message, std::string_view sender_phone, std::string_view spelling) {
  const MessageFields fields{.wamid = message.wamid,
                             .type = message.type,
                             .text = message.text,
                             .cold = message.cold,
                             .direction = static_cast<std::int64_t>(message.direction),
                             .status = static_cast<std::int64_t>(message.status()),
                             .flags = message.flags,
                             .peer = message.peer,
                             .at = message.at,
                             .updated_at = message.updated_at,
                             .key = message.key};
  return row_of(fields, sender_phone, spelling);
}

MessageRow row_of(const MessageFields& fields, std::string_view sender_phone, Spellings& spellings) {
  auto row = row_of(fields, sender_phone, std::string_view());
  if (row.peer_phone.empty()) row.peer_phone = spellings.of(fields.peer);
  return row;
}

}  // namespace parley::sql
