#include "store/row_texts.h"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t chunk_size = 16 << 10;

}  // namespace

void RowTexts::keep(std::string_view& text) {
  if (text.empty()) return;
  if (text.size() > left_) {
    left_ = std::max(chunk_size, text.size());
    free_ = chunks_.emplace_back(std::make_unique_for_overwrite<char[]>(left_)).get();
  }
  char* const at = free_;
  free_ = std::copy(text.begin(), text.end(), at);
  left_ -= text.size();
  text = {at, text.size()};
}

ConversationRow RowTexts::kept(ConversationRow row) {
  for (auto* text : {&row.contact_phone, &row.contact_name, &row.sender_phone, &row.phone_number_id,
                     &row.last_wamid, &row.last_text, &row.last_type, &row.labels}) {
    keep(*text);
  }
  return row;
}

MessageRow RowTexts::kept(MessageRow row) {
  for (auto* text :
       {&row.wamid, &row.type, &row.text, &row.caption, &row.peer_phone, &row.sender_phone, &row.media_id,
        &row.media_mime_type, &row.media_filename, &row.media_url, &row.media_sha256, &row.object,
        &row.quoted_wamid, &row.context, &row.referral, &row.sent_to, &row.message_status, &row.error}) {
    keep(*text);
  }
  return row;
}

ContactRow RowTexts::kept(ContactRow row) {
  for (auto* text : {&row.phone, &row.name, &row.username, &row.email, &row.attributes, &row.labels})
    keep(*text);
  return row;
}

}  // namespace parley
