#include "dialects/whats91/sends.h"

#include "base/json.h"
#include "base/problem.h"
#include "base/text.h"
#include "meta/graph_error.h"
#include "store/outbox.h"
#include "store/receipts.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parley::whats91 {
namespace {

// For how long an answer waits for Meta's; behind it the message is answered as queued.
constexpr std::chrono::seconds patience{10};
constexpr std::size_t longest_key = 255;

std::string text_of(const KeptSend& kept) { return std::to_string(kept.message.value) + ' ' + kept.wamid; }

KeptSend read_kept(std::string_view text) {
  KeptSend kept;
  std::from_chars(text.data(), text.data() + text.size(), kept.message.value);
  kept.wamid = text.substr(std::min(text.find(' '), text.size() - 1) + 1);
  return kept;
}

// The message itself is kept under the key, not the answer, which is known later: a repeat waits for it too.
std::optional<KeptSend> known(const Reader& from, const Sender& sender, const Once& once, Timestamp now) {
  if (once.key.empty()) return std::nullopt;
  const auto found = receipt(from, sender.organization, Api::whats91, once.key, now);
  if (!found) return std::nullopt;
  if (found->fingerprint != once.fingerprint)
    throw Problem::invalid("Idempotency-Key", "The key was used for another request");
  return read_kept(found->body);
}

KeptSend keep(Transaction& in, const Sender& sender, const Draft& draft, const Once& once) {
  if (auto kept = known(in, sender, once, in.now)) return *std::move(kept);
  auto sent = enqueue(in, sender, draft);
  KeptSend kept{.message = sent.message, .wamid = std::move(sent.wamid)};
  if (once.key.empty()) return kept;
  keep_receipt(in, sender.organization, Api::whats91, once.key,
               {.fingerprint = once.fingerprint, .status = 200, .body = text_of(kept)});
  return kept;
}

// What Meta says of it in the first of its errors.
Problem refusal_of(const std::string& errors) {
  const auto tree = JsonTree::read_any(errors);
  if (!tree) return Problem::invalid("meta", "Meta refused the message");
  for (const auto error : tree->root()) {
    const auto details = error["error_data"]["details"].text();
    return Problem::invalid("meta", details.empty() ? error["title"].text() : details);
  }
  return Problem::invalid("meta", "Meta refused the message");
}

}  // namespace

Once once_of(const http::Request& request, std::string fingerprint) {
  Once once{.key = std::string(trimmed(request.header("idempotency-key").value_or(""))),
            .fingerprint = std::move(fingerprint)};
  if (once.key.size() > longest_key || !is_storable_utf8(once.key))
    throw Problem::invalid("Idempotency-Key", "Idempotency-Key has 255 symbols at most");
  return once;
}

Task<std::optional<KeptSend>> known_send(Context& context, const Sender& sender, const Once& once) {
  std::optional<KeptSend> kept;
  const auto now = context.now();
  const auto look = [&](const Reader& from) { kept = known(from, sender, once, now); };
  if (!once.key.empty()) co_await context.store.read(Weight::light, look);
  co_return kept;
}

std::int64_t Sent::millis() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since)
      .count();
}

std::string Sent::metas_answer() const {
  Attempt attempt{.outcome = AttemptOutcome::accepted};
  attempt.wamid = became.wamid;
  attempt.recipient = draft.to;
  return meta::accepted_body(draft, attempt);
}

Task<Sent> send(Context& context, const Sender& sender, Draft draft, const Once& once,
                const std::optional<KeptSend>& known) {
  Sent sent{.draft = std::move(draft)};
  KeptSend kept;
  const auto work = [&](Transaction& in) { kept = keep(in, sender, sent.draft, once); };
  if (known) {
    kept = *known;
  } else {
    co_await context.store.write(work);
  }
  sent.message = kept.message;
  sent.became = co_await settled(context, sender.organization, kept.message, patience);
  if (sent.became.wamid.empty()) sent.became.wamid = kept.wamid;  // a reaction is no message of its own
  co_return sent;
}

void need_taken(const Sent& sent) {
  if (sent.is_refused()) throw refusal_of(sent.became.errors);
}

}  // namespace parley::whats91
