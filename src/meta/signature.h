#pragma once
// X-Hub-Signature-256: HMAC-SHA256 of the body as it came, keyed by an app secret (Meta's webhook pages).

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::meta {

// Which of `secrets` signed the body: its index; nothing where none did. `header` is the header's value,
// "sha256=" and 64 hex digits of either case. When the raw bytes do not match and the body holds bytes above
// 0x7E, it is checked once more with each such UTF-16 unit written as \uXXXX, which is what Meta signs and
// proxies sometimes undo.
std::optional<std::size_t> signed_by(std::string_view body, std::string_view header,
                                     std::span<const std::string> secrets);

// The header's value for `body` under `secret`.
std::string signature_of(std::string_view body, std::string_view secret);

}  // namespace parley::meta
