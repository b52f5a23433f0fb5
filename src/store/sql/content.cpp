#include "store/sql/content.h"

#include <algorithm>
#include <array>

namespace parley::sql {
namespace {

constexpr std::array content_tags{Cold::media_id, Cold::mime_type, Cold::sha256, Cold::filename,
                                  Cold::caption,  Cold::url,       Cold::object, Cold::errors};
constexpr std::int64_t media_flags = Flag::voice | Flag::animated;

bool is_content(Cold tag) {
  return std::find(content_tags.begin(), content_tags.end(), tag) != content_tags.end();
}

}  // namespace

std::string pack_content(const Content& content) {
  Packer packer;
  packer.put(Cold::type, content.type).put(Cold::text, content.text);
  if (content.media) {
    const Media& media = *content.media;
    packer.put(Cold::media_id, media.id)
        .put(Cold::mime_type, media.mime_type)
        .put(Cold::sha256, media.sha256);
    packer.put(Cold::filename, media.filename);
  }
  packer.put(Cold::caption, content.caption);
  if (content.media) packer.put(Cold::url, content.media->url);
  packer.put(Cold::object, content.object).put(Cold::errors, content.errors);
  std::uint64_t flags = 0;
  if (content.media && content.media->voice) flags |= Flag::voice;
  if (content.media && content.media->animated) flags |= Flag::animated;
  packer.put(Cold::flags, flags);
  return packer.bytes();
}

void put_content(StoredMessage& message, std::string_view packed_content) {
  Packer cold;
  message.type.clear();
  message.text.clear();
  message.flags &= ~media_flags;
  each_packed(packed_content, [&](Cold tag, std::string_view text) {
    if (tag == Cold::type) message.type = text;
    if (tag == Cold::text) message.text = text;
    if (tag == Cold::flags) message.flags |= static_cast<std::int64_t>(take_varint(text));
    if (is_content(tag)) cold.put(tag, text);
  });
  each_packed(message.cold, [&](Cold tag, std::string_view text) {
    if (!is_content(tag)) cold.put(tag, text);
  });
  message.cold = cold.bytes();
}

std::string content_of(const StoredMessage& message) {
  Packer packer;
  packer.put(Cold::type, message.type).put(Cold::text, message.text);
  each_packed(message.cold, [&](Cold tag, std::string_view text) {
    if (is_content(tag)) packer.put(tag, text);
  });
  packer.put(Cold::flags, static_cast<std::uint64_t>(message.flags & media_flags));
  return packer.bytes();
}

void clear_content(StoredMessage& message) {
  const auto type = message.type;
  put_content(message, "");
  message.type = type;
}

void put_cold(StoredMessage& message, Cold tag, std::string_view text) {
  Packer cold;
  each_packed(message.cold, [&](Cold each, std::string_view kept) {
    if (each != tag) cold.put(each, kept);
  });
  cold.put(tag, text);
  message.cold = cold.bytes();
}

std::string filled_content(std::string_view packed, std::string_view other) {
  std::string out(packed);
  each_packed(other, [&](Cold tag, std::string_view text) {
    if (packed_text(packed, tag).empty()) {
      Packer more;
      out += more.put(tag, text).bytes();
    }
  });
  return out;
}

}  // namespace parley::sql
