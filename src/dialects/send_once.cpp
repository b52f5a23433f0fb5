#include "dialects/send_once.h"

#include "base/text.h"
#include "store/receipts.h"

#include <fmt/format.h>

#include <charconv>

namespace parley {
namespace {

constexpr std::size_t longest_key = 255;

std::string text_of(const KeptSend& kept) {
  return fmt::format("{} {} {} {}", kept.message.value, kept.conversation, to_millis(kept.at), kept.wamid);
}

std::int64_t take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

KeptSend read_kept(std::string_view text) {
  KeptSend kept;
  kept.message.value = take_number(text);
  kept.conversation = take_number(text);
  kept.at = from_millis(take_number(text));
  kept.wamid = text;
  return kept;
}

}  // namespace

Once once_of(const http::Request& request) {
  const std::string key(trimmed(request.header("idempotency-key").value_or("")));
  if (key.empty()) return {};
  if (key.size() > longest_key || !is_storable_utf8(key))
    throw Problem::invalid("Idempotency-Key", "Idempotency-Key must be text of at most 255 bytes");
  return {.key = key, .fingerprint = fingerprint_of(request)};
}

KeptSend enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, Api api, const Once& once) {
  if (!once.key.empty()) {
    const auto known = receipt(in, sender.organization, api, once.key, in.now);
    if (known && known->fingerprint != once.fingerprint)
      throw Problem(Problem::Kind::conflict, "idempotency key", "The key was used for another request");
    if (known) return read_kept(known->body);
  }
  const auto sent = enqueue(in, sender, draft);
  const KeptSend kept{
      .message = sent.message, .wamid = sent.wamid, .conversation = sent.conversation, .at = sent.at};
  if (!once.key.empty()) {
    keep_receipt(in, sender.organization, api, once.key,
                 {.fingerprint = once.fingerprint, .status = 200, .body = text_of(kept)});
  }
  return kept;
}

}  // namespace parley
