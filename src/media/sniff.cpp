#include "media/sniff.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace parley::media {
namespace {

using namespace std::string_view_literals;

constexpr auto unknown = "application/octet-stream"sv;

// A file that begins with these bytes, and goes on with those at a place.
struct Magic {
  std::string_view start;
  std::size_t place;
  std::string_view there;
  std::string_view mime;
};

constexpr Magic magics[] = {
    {"\xFF\xD8\xFF"sv, 0, {}, "image/jpeg"}, {"\x89PNG\r\n\x1A\n"sv, 0, {}, "image/png"},
    {"GIF87a"sv, 0, {}, "image/gif"},        {"GIF89a"sv, 0, {}, "image/gif"},
    {"RIFF"sv, 8, "WEBP"sv, "image/webp"},   {"RIFF"sv, 8, "WAVE"sv, "audio/wav"},
    {"#!AMR"sv, 0, {}, "audio/amr"},         {"OggS"sv, 0, {}, "audio/ogg"},
    {"ID3"sv, 0, {}, "audio/mpeg"},          {"%PDF-"sv, 0, {}, "application/pdf"},
};

// Brands of the ISO base media file format, which stand behind "ftyp". Audio alone says so by its brand; all others may
// hold both.
struct Brand {
  std::string_view start;
  std::string_view mime;
};
constexpr Brand brands[] = {
    {"M4A"sv, "audio/mp4"},   {"M4B"sv, "audio/mp4"},   {"3gp"sv, "video/3gpp"},  {"3g2"sv, "video/3gpp"},
    {"heic"sv, "image/heic"}, {"mif1"sv, "image/heic"}, {"avif"sv, "image/avif"}, {""sv, "video/mp4"},
};

constexpr std::array in_zip{
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"sv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"sv,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation"sv,
    "application/vnd.oasis.opendocument.text"sv,
    "application/vnd.oasis.opendocument.spreadsheet"sv,
    "application/vnd.oasis.opendocument.presentation"sv,
    "application/epub+zip"sv,
    "application/vnd.android.package-archive"sv,
    "application/zip"sv,
};
constexpr std::array in_ole{"application/msword"sv, "application/vnd.ms-excel"sv,
                            "application/vnd.ms-powerpoint"sv, "application/x-ole-storage"sv};
constexpr std::array in_text{"text/csv"sv, "application/json"sv, "text/vcard"sv, "text/calendar"sv,
                             "text/plain"sv};

// Of those that come in a container: the one that was said, else the last, which is the container.
template <std::size_t N>
std::string_view said_or_last(const std::array<std::string_view, N>& all, std::string_view said) {
  const auto found = std::ranges::find(all, said);
  return found == all.end() ? all.back() : *found;
}

bool is_at(std::string_view bytes, std::size_t place, std::string_view what) {
  return bytes.size() >= place && bytes.substr(place).starts_with(what);
}

// Without control characters but the usual ones, and UTF-8 but for a letter that the end cuts.
bool is_text(std::string_view bytes) {
  if (bytes.empty()) return false;
  const bool is_plain = std::ranges::none_of(bytes, [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == 0x7F;
  });
  if (!is_plain) return false;
  for (std::size_t cut = 0; cut < 4 && cut < bytes.size(); ++cut) {
    if (is_utf8(bytes.substr(0, bytes.size() - cut))) return true;
  }
  return false;
}

// The frames of MPEG audio and of ADTS both begin with eleven or twelve set bits; the layer tells them apart.
std::string_view framed_audio(std::string_view bytes) {
  if (bytes.size() < 2 || static_cast<unsigned char>(bytes[0]) != 0xFF) return {};
  const auto second = static_cast<unsigned char>(bytes[1]);
  if ((second & 0xF6U) == 0xF0U) return "audio/aac";
  const bool is_mpeg = (second & 0xE0U) == 0xE0U && (second & 0x06U) != 0 && (second & 0x18U) != 0x08U;
  return is_mpeg ? "audio/mpeg"sv : std::string_view();
}

std::string_view iso_media(std::string_view bytes, std::string_view said) {
  if (!is_at(bytes, 4, "ftyp")) return {};
  const auto brand = bytes.substr(std::min<std::size_t>(8, bytes.size()), 4);
  for (const auto& each : brands) {
    if (!brand.starts_with(each.start)) continue;
    // Phones write voices under the brands of films.
    const bool is_voice = each.mime == "video/mp4" && said == "audio/mp4";
    return is_voice ? "audio/mp4"sv : each.mime;
  }
  return {};
}

}  // namespace

std::string_view served_mime(std::string_view first_bytes, std::string_view said) {
  const auto bytes = first_bytes.substr(0, sniffed_bytes);
  const auto type = ascii_lower(trimmed(said.substr(0, said.find(';'))));
  for (const auto& magic : magics) {
    if (bytes.starts_with(magic.start) && is_at(bytes, magic.place, magic.there)) return magic.mime;
  }
  if (const auto mime = iso_media(bytes, type); !mime.empty()) return mime;
  if (bytes.starts_with("PK\x03\x04")) return said_or_last(in_zip, type);
  if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return said_or_last(in_ole, type);
  if (const auto mime = framed_audio(bytes); !mime.empty()) return mime;
  if (is_text(bytes)) return said_or_last(in_text, type);
  return unknown;
}

std::string_view static_mime(std::string_view served_mime) {
  for (const auto& each : magics) {
    if (each.mime == served_mime) return each.mime;
  }
  for (const auto& each : brands) {
    if (each.mime == served_mime) return each.mime;
  }
  for (const auto mime : {"audio/aac"sv, "audio/mpeg"sv}) {
    if (mime == served_mime) return mime;
  }
  if (const auto* at = std::ranges::find(in_zip, served_mime); at != in_zip.end()) return *at;
  if (const auto* at = std::ranges::find(in_ole, served_mime); at != in_ole.end()) return *at;
  if (const auto* at = std::ranges::find(in_text, served_mime); at != in_text.end()) return *at;
  return unknown;
}

bool shows_inline(std::string_view served_mime) {
  return served_mime.starts_with("image/") || served_mime.starts_with("audio/") ||
         served_mime.starts_with("video/") || served_mime == "application/pdf";
}

std::uint64_t most_bytes(std::string_view mime) {
  constexpr std::uint64_t kilo = 1 << 10, mega = 1 << 20;
  const auto type = ascii_lower(trimmed(mime.substr(0, mime.find(';'))));
  if (type == "image/webp") return 500 * kilo;
  if (type.starts_with("image/")) return 5 * mega;
  if (type.starts_with("audio/") || type.starts_with("video/")) return 16 * mega;
  return most_bytes_of_any;
}

}  // namespace parley::media
