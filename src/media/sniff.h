#pragma once
// What a file is, by its first bytes. Nothing that a browser would run is ever named.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::media {

// As many of a file's first bytes as tell; fewer of a shorter file.
constexpr std::size_t sniffed_bytes = 512;

// The mime type that may be served: what the bytes show. Where they show only a container (a ZIP, an OLE file, plain text),
// what was said, if it is one of those that come in it; else application/octet-stream. `said` may have parameters and be
// anything; text of a static life comes back.
std::string_view served_mime(std::string_view first_bytes, std::string_view said);

// A text of static life for one that served_mime gave; application/octet-stream for any other.
std::string_view static_mime(std::string_view served_mime);

// Whether a browser may show it in its place: image, audio, video and PDF of known kinds.
bool shows_inline(std::string_view served_mime);

// Largest file of that type that Meta takes for sending (its page "Media", supported types), in bytes. `said`: of an image,
// audio or video type; anything else is a document. Stickers are image/webp.
std::uint64_t most_bytes(std::string_view mime);
// Largest that is fetched or taken, whatever it is.
constexpr std::uint64_t most_bytes_of_any = std::uint64_t{100} << 20;

}  // namespace parley::media
