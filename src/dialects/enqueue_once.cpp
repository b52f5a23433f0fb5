#include "dialects/enqueue_once.h"

#include "base/text.h"
#include "store/outbox.h"
#include "store/receipts.h"

#include <charconv>

namespace parley {
namespace {

constexpr std::size_t longest_key = 255;

// The message's key, a blank, its local id.
std::string text_of(const EnqueuedOnce& kept) {
  return std::to_string(kept.message.value) + ' ' + kept.wamid;
}

EnqueuedOnce read(std::string_view text) {
  EnqueuedOnce kept;
  const auto blank = std::min(text.find(' '), text.size());
  std::from_chars(text.data(), text.data() + blank, kept.message.value);
  kept.wamid = text.substr(std::min(blank + 1, text.size()));
  return kept;
}

}  // namespace

std::string idempotency_key(const http::Request& request) {
  std::string key(trimmed(request.header("idempotency-key").value_or("")));
  if (key.size() > longest_key || !is_storable_utf8(key))
    throw Problem::invalid("Idempotency-Key", "Idempotency-Key has 255 symbols at most");
  return key;
}

EnqueuedOnce enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, Api api,
                          const Once& once) {
  const auto known =
      once.key.empty() ? std::optional<Receipt>() : receipt(in, sender.organization, api, once.key, in.now);
  if (known && known->fingerprint != once.fingerprint)
    throw Problem(Problem::Kind::conflict, "idempotency key", "The key was used for another request");
  if (known) return read(known->body);
  auto sent = enqueue(in, sender, draft);
  EnqueuedOnce kept{.message = sent.message, .wamid = std::move(sent.wamid)};
  if (!once.key.empty()) {
    keep_receipt(in, sender.organization, api, once.key,
                 {.fingerprint = once.fingerprint, .status = 200, .body = text_of(kept)});
  }
  return kept;
}

}  // namespace parley
