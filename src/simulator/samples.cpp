#include "simulator/samples.h"

#include "base/secrets.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <vector>

namespace parley::simulator {
namespace {

// An id: 77, the kind, 13 digits of milliseconds, 6 of chance.
constexpr std::string_view mark = "77";
constexpr std::size_t time_digits = 13;
constexpr std::size_t chance_digits = 6;
constexpr std::array<std::string_view, 3> kinds = {"image/png", "audio/ogg; codecs=opus", "application/pdf"};

void put_big(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

// PNG's check (ISO 3309), and Ogg's, which has the same polynomial the other way round.
std::uint32_t png_check(std::string_view bytes) {
  std::uint32_t check = 0xFFFFFFFF;
  for (const char c : bytes) {
    check ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) check = check >> 1 ^ (check & 1 ? 0xEDB88320U : 0);
  }
  return ~check;
}
std::uint32_t ogg_check(std::string_view bytes) {
  std::uint32_t check = 0;
  for (const char c : bytes) {
    check ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 24;
    for (int bit = 0; bit < 8; ++bit) check = check << 1 ^ (check >> 31 ? 0x04C11DB7U : 0);
  }
  return check;
}

void put_chunk(std::string& png, std::string_view type, std::string_view data) {
  const auto checked = std::string(type) + std::string(data);
  put_big(png, static_cast<std::uint32_t>(data.size()));
  png += checked;
  put_big(png, png_check(checked));
}

// Stored, not compressed (RFC 1950, 1951): `raw` is shorter than 64 KiB.
std::string zlib_of(std::string_view raw) {
  std::string out = "\x78\x01\x01";
  const auto size = static_cast<std::uint16_t>(raw.size());
  for (const auto word : {size, static_cast<std::uint16_t>(~size)}) {
    out += static_cast<char>(word & 0xFF);
    out += static_cast<char>(word >> 8);
  }
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : raw) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  out += raw;
  put_big(out, b << 16 | a);
  return out;
}

// A square of one colour, with a diagonal of another.
std::string png_of(Dice dice) {
  constexpr int side = 32;
  const auto colour = [&] { return dice.symbols(std::string_view("\x10\x50\x90\xD0\xF0", 5), 3); };
  const auto ground = colour();
  const auto line = colour();
  std::string rows;
  for (int y = 0; y < side; ++y) {
    rows += '\0';
    for (int x = 0; x < side; ++x) rows += x == y ? line : ground;
  }
  std::string header;
  put_big(header, side);
  put_big(header, side);
  header += std::string_view("\x08\x02\0\0\0", 5);
  std::string png = "\x89PNG\r\n\x1A\n";
  put_chunk(png, "IHDR", header);
  put_chunk(png, "tEXt", std::string("Comment") + '\0' + dice.digits(12));
  put_chunk(png, "IDAT", zlib_of(rows));
  put_chunk(png, "IEND", "");
  return png;
}

void put_little(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
}

struct OggPage {
  int flags = 0;  // 2: the first, 4: the last
  std::uint64_t granule = 0;
  std::uint32_t number = 0;
};

void put_page(std::string& ogg, const OggPage& page, std::uint32_t serial,
              std::span<const std::string> packets) {
  std::string bytes = "OggS";
  bytes += '\0';
  bytes += static_cast<char>(page.flags);
  put_little(bytes, page.granule, 8);
  put_little(bytes, serial, 4);
  put_little(bytes, page.number, 4);
  const auto check = bytes.size();
  put_little(bytes, 0, 4);
  bytes += static_cast<char>(packets.size());
  for (const auto& packet : packets) bytes += static_cast<char>(packet.size());
  for (const auto& packet : packets) bytes += packet;
  std::string sum;
  put_little(sum, ogg_check(bytes), 4);
  ogg += bytes.replace(check, 4, sum);
}

// Some silence in Opus (RFC 7845), 20 ms a packet.
std::string ogg_of(Dice dice) {
  constexpr std::uint64_t samples_a_packet = 960;
  const auto serial = static_cast<std::uint32_t>(dice.next());
  const auto packets = static_cast<std::size_t>(dice.between(50, 200));
  std::string head = "OpusHead\x01\x01";
  put_little(head, 0, 2);
  put_little(head, 48'000, 4);
  put_little(head, 0, 3);
  std::string tags = "OpusTags";
  put_little(tags, 7, 4);
  tags += "silence";
  put_little(tags, 0, 4);
  const std::vector<std::string> silence(packets, "\xF8\xFF\xFE");
  std::string ogg;
  put_page(ogg, {.flags = 2, .number = 0}, serial, std::span(&head, 1));
  put_page(ogg, {.number = 1}, serial, std::span(&tags, 1));
  put_page(ogg, {.flags = 4, .granule = packets * samples_a_packet, .number = 2}, serial, silence);
  return ogg;
}

std::string pdf_of(Dice dice) {
  const auto words = "BT /F 24 Tf 72 720 Td (Invoice " + dice.digits(8) + ") Tj ET";
  const std::string objects[] = {
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
      "<</Length " + std::to_string(words.size()) + ">>stream\n" + words + "\nendstream",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  };
  std::string pdf = "%PDF-1.4\n";
  std::string places = "xref\n0 6\n0000000000 65535 f \n";
  int number = 0;
  for (const auto& object : objects) {
    auto place = std::to_string(pdf.size());
    places += std::string(10 - place.size(), '0') + place + " 00000 n \n";
    pdf += std::to_string(++number) + " 0 obj" + object + "endobj\n";
  }
  const auto start = std::to_string(pdf.size());
  return pdf + places + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

std::string base64_of(std::string_view bytes) {
  constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto piece = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < piece.size() ? static_cast<unsigned char>(piece[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) out += i <= piece.size() ? symbols[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

}  // namespace

MediaFile new_sample(std::string_view mime_type, Timestamp at, Dice& dice) {
  std::size_t kind = 2;
  if (mime_type.starts_with("image/")) kind = 0;
  if (mime_type.starts_with("audio/")) kind = 1;
  auto time = std::to_string(to_millis(at));
  time.insert(0, time_digits - std::min(time.size(), time_digits), '0');
  MediaFile file{.id = std::string(mark) + std::to_string(kind) + time + dice.digits(chance_digits),
                 .mime_type = std::string(kinds[kind])};
  file.sha256 = base64_of(bytes_of(sha256(sample_bytes(file.id))));
  return file;
}

std::optional<Sample> sample_of(std::string_view id) {
  const auto size = mark.size() + 1 + time_digits + chance_digits;
  if (id.size() != size || !id.starts_with(mark) || !is_digits(id)) return std::nullopt;
  const auto kind = static_cast<std::size_t>(id[mark.size()] - '0');
  if (kind >= kinds.size()) return std::nullopt;
  std::int64_t millis = 0;
  const auto time = id.substr(mark.size() + 1, time_digits);
  std::from_chars(time.data(), time.data() + time.size(), millis);
  return Sample{std::string(kinds[kind]), from_millis(millis)};
}

std::string sample_bytes(std::string_view id) {
  const Dice dice(stable_hash(id));
  const auto sample = sample_of(id);
  if (!sample) return {};
  if (sample->mime_type == kinds[0]) return png_of(dice);
  return sample->mime_type == kinds[1] ? ogg_of(dice) : pdf_of(dice);
}

}  // namespace parley::simulator
