#include "media/file_name.h"

#include "base/text.h"

#include <algorithm>
#include <cstdint>

namespace parley::media {
namespace {

struct Ending {
  std::string_view mime, ending;
};
constexpr Ending endings[] = {
    {"image/jpeg", ".jpg"},
    {"image/png", ".png"},
    {"image/gif", ".gif"},
    {"image/webp", ".webp"},
    {"image/heic", ".heic"},
    {"image/avif", ".avif"},
    {"video/mp4", ".mp4"},
    {"video/3gpp", ".3gp"},
    {"audio/ogg", ".ogg"},
    {"audio/mpeg", ".mp3"},
    {"audio/mp4", ".m4a"},
    {"audio/aac", ".aac"},
    {"audio/amr", ".amr"},
    {"audio/wav", ".wav"},
    {"application/pdf", ".pdf"},
    {"application/zip", ".zip"},
    {"application/msword", ".doc"},
    {"application/vnd.ms-excel", ".xls"},
    {"application/vnd.ms-powerpoint", ".ppt"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
    {"application/vnd.oasis.opendocument.text", ".odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", ".ods"},
    {"application/vnd.oasis.opendocument.presentation", ".odp"},
    {"application/epub+zip", ".epub"},
    {"application/vnd.android.package-archive", ".apk"},
    {"application/json", ".json"},
    {"text/csv", ".csv"},
    {"text/vcard", ".vcf"},
    {"text/calendar", ".ics"},
    {"text/plain", ".txt"},
};

std::string_view ending_of(std::string_view mime) {
  const auto* const found = std::ranges::find(endings, mime, &Ending::mime);
  return found == std::end(endings) ? ".bin" : found->ending;
}

struct Span {
  std::uint32_t first, last;
};
// Controls, what is not seen, what turns the direction of reading, and what is no letter at all.
constexpr Span unseen[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
                           {0x115F, 0x1160}, {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E},
                           {0x2060, 0x206F}, {0x3164, 0x3164}, {0xE000, 0xF8FF}, {0xFE00, 0xFE0F},
                           {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFF}, {0xE0000, 0x10FFFF}};

// The code point that begins valid UTF-8, and how many bytes it takes.
std::pair<std::uint32_t, std::size_t> first_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  std::uint32_t point = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {point, size};
}

bool is_unseen(std::uint32_t point) {
  return std::ranges::any_of(unseen,
                             [&](const Span& span) { return point >= span.first && point <= span.last; });
}

// Without dots and blanks at its ends: they hide a file, or are lost on the way.
std::string_view unpadded(std::string_view name) {
  const auto first = name.find_first_not_of(" .");
  if (first == name.npos) return {};
  return name.substr(first, name.find_last_not_of(" .") - first + 1);
}

// At most `most` bytes, whole letters.
std::string_view cut(std::string_view name, std::size_t most) {
  if (name.size() <= most) return name;
  while (most > 0 && (static_cast<unsigned char>(name[most]) & 0xC0U) == 0x80U) --most;
  return name.substr(0, most);
}

// Where the ending begins; the name's size where it has none.
std::size_t place_of_ending(std::string_view name) {
  constexpr std::size_t longest_ending = 12;
  const auto dot = name.rfind('.');
  const bool is_one = dot != name.npos && dot > 0 && dot + 1 < name.size() &&
                      name.size() - dot <= longest_ending &&
                      std::ranges::all_of(name.substr(dot + 1), [](unsigned char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                      });
  return is_one ? dot : name.size();
}

// Names that Windows takes for devices, whatever their ending.
bool is_device(std::string_view stem) {
  const auto small = ascii_lower(stem);
  if (small == "con" || small == "prn" || small == "aux" || small == "nul") return true;
  return small.size() == 4 && (small.starts_with("com") || small.starts_with("lpt")) && small[3] >= '0' &&
         small[3] <= '9';
}

bool is_attribute_char(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$&+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string safe_name(std::string_view said, std::string_view mime) {
  const auto text = storable_utf8(said);
  auto last_part = std::string_view(text);
  if (const auto slash = last_part.find_last_of("/\\"); slash != last_part.npos)
    last_part.remove_prefix(slash + 1);
  std::string name;
  while (!last_part.empty()) {
    const auto [point, size] = first_point(last_part);
    const auto letter = last_part.substr(0, size);
    last_part.remove_prefix(size);
    if (is_unseen(point)) continue;
    name += letter.find_first_of("<>:\"|?*") == letter.npos ? letter : std::string_view("_");
  }
  name = unpadded(name);
  const auto place = place_of_ending(name);
  auto ending = name.substr(place);
  if (ending.empty()) ending = ending_of(mime);
  auto stem =
      std::string(unpadded(cut(std::string_view(name).substr(0, place), longest_name - ending.size())));
  if (stem.empty()) stem = "file";
  if (is_device(stem.substr(0, stem.find('.')))) stem.insert(0, "_");
  return stem + ending;
}

std::string disposition(bool is_inline, std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string plain, extended;
  for (const unsigned char c : name) {
    const bool is_ascii = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '%';
    if (is_ascii || (c & 0xC0U) != 0x80U)
      plain += is_ascii ? static_cast<char>(c) : '_';  // one for each letter
    if (is_attribute_char(c)) {
      extended += static_cast<char>(c);
    } else {
      extended.append({'%', digits[c >> 4U], digits[c & 15U]});
    }
  }
  auto value = std::string(is_inline ? "inline" : "attachment") + "; filename=\"" + plain + '"';
  if (plain != name) value += "; filename*=UTF-8''" + extended;
  return value;
}

}  // namespace parley::media
