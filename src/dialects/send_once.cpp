#include "dialects/send_once.h"

#include "base/text.h"
#include "domain/attempt.h"
#include "meta/graph_error.h"
#include "store/receipts.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace parley {
namespace {

constexpr std::size_t longest_key = 255;

// For how long an answer waits for Meta's. Behind it, and where nobody knows whether Meta took the message, it is answered
// as it stands: it is kept and will go out, or went, and an error would have the client send it again.
constexpr std::chrono::seconds patience{10};

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

Once once_of(const http::Request& request, std::string fingerprint) {
  const std::string key(trimmed(request.header("idempotency-key").value_or("")));
  if (key.empty()) return {};
  if (key.size() > longest_key || !is_storable_utf8(key))
    throw Problem::invalid("Idempotency-Key", "Idempotency-Key must be text of at most 255 bytes");
  return {.key = key, .fingerprint = fingerprint.empty() ? fingerprint_of(request) : std::move(fingerprint)};
}

std::optional<KeptSend> find_kept(const Reader& from, OrganizationId organization, Api api, const Once& once,
                                  Timestamp now) {
  if (once.key.empty()) return std::nullopt;
  const auto known = receipt(from, organization, api, once.key, now);
  if (!known) return std::nullopt;
  if (known->fingerprint != once.fingerprint)
    throw Problem(Problem::Kind::conflict, "idempotency key", "The key was used for another request");
  return read_kept(known->body);
}

KeptSend enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, Api api, const Once& once,
                      const std::string& tag) {
  if (auto known = find_kept(in, sender.organization, api, once, in.now)) return *std::move(known);
  const auto sent = enqueue(in, sender, draft, tag);
  const KeptSend kept{
      .message = sent.message, .wamid = sent.wamid, .conversation = sent.conversation, .at = sent.at};
  if (!once.key.empty()) {
    keep_receipt(in, sender.organization, api, once.key,
                 {.fingerprint = once.fingerprint, .status = 200, .body = text_of(kept)});
  }
  return kept;
}

Task<SendAhead> look_ahead(Context& context, const Sender& sender, Api api, const Once& once) {
  SendAhead ahead;
  const auto now = context.now();
  const auto look = [&](const Reader& from) {
    ahead.known = find_kept(from, sender.organization, api, once, now);
    ahead.has_token = !sealed_access_token(from, sender).empty();
  };
  co_await context.store.read(Weight::light, look);
  co_return ahead;
}

Task<SentOnce> send_once(Context& context, const Sender& sender, const Draft& draft, Api api,
                         const Once& once, const SendAhead& ahead) {
  SentOnce sent;
  const auto tag = new_tag();
  const auto expect = [&](Transaction& in) {
    if (!once.key.empty()) expect_receipt(in, sender.organization, api, once.key);
    expect_enqueue(in, sender, draft, tag);
  };
  const auto work = [&](Transaction& in) { sent.kept = enqueue_once(in, sender, draft, api, once, tag); };
  if (ahead.known) {
    sent.kept = *ahead.known;
  } else {
    co_await context.store.write(work, expect);
  }
  const auto wait = ahead.has_token ? patience : std::chrono::seconds{0};
  sent.became = co_await settled(context, sender.organization, sent.kept.message, wait);
  if (sent.became.wamid.empty()) sent.became.wamid = sent.kept.wamid;  // a reaction is no message of its own
  co_return sent;
}

std::string metas_answer(const Draft& draft, Settled became) {
  Attempt attempt{
      .outcome = AttemptOutcome::accepted, .wamid = std::move(became.wamid), .recipient = draft.to};
  auto& who = attempt.recipient;
  if (looks_like_bsuid(became.sent_to) || looks_like_parent_bsuid(became.sent_to)) {
    who.bsuid = std::move(became.sent_to);
  } else if (!became.sent_to.empty()) {
    who.phone = std::move(became.sent_to);
  }
  attempt.message_status = is_local(attempt.wamid) ? "accepted" : std::move(became.message_status);
  return meta::accepted_body(draft, attempt);
}

}  // namespace parley
