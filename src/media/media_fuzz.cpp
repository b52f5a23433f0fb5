// A file's first bytes, its type and its name, as strangers say them; and a signed link that nobody signed.

#include "base/text.h"
#include "http/range.h"
#include "media/file_name.h"
#include "media/pass.h"
#include "media/sniff.h"

#include <cstdint>
#include <cstdlib>

using namespace parley;

// Three texts, parted by line feeds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto first = text.find('\n');
  const auto head = text.substr(0, first);
  const auto rest = first == text.npos ? std::string_view() : text.substr(first + 1);
  const auto second = rest.find('\n');
  const auto said = rest.substr(0, second);
  const auto bytes = second == rest.npos ? std::string_view() : rest.substr(second + 1);

  const auto mime = media::served_mime(bytes, said);
  if (mime.empty() || mime == "text/html" || media::static_mime(mime) != mime) std::abort();
  const auto name = media::safe_name(head, mime);
  if (name.empty() || name.size() > media::longest_name || name[0] == '.' || !is_storable_utf8(name))
    std::abort();
  if (name.find_first_of("/\\\r\n\"") != name.npos || media::safe_name(name, mime) != name) std::abort();
  const auto value = media::disposition(media::shows_inline(mime), name);
  for (const char c : value)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) std::abort();

  const Seal seal(std::string(32, 'k'));
  if (media::read_pass(seal, head)) std::abort();
  const auto length = static_cast<std::uint64_t>(said.size());
  const auto range = http::read_range(head, length);
  if (range.range.first + range.range.count > length) std::abort();
  if (range.kind == http::RangeAnswer::Kind::part && range.range.count == 0) std::abort();
  http::none_match_hits(head, said);
  return 0;
}
