// The send family: what is sent is kept, and answered once Meta has taken it.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/settled.h"
#include "dialects/whats91/drafts.h"
#include "dialects/whats91/mapping.h"
#include "dialects/whats91/whats91.h"
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

void need_json(const http::Request& request) {
  const auto type = ascii_lower(request.header("content-type").value_or(""));
  if (!std::string_view(type).starts_with("application/json"))
    throw Problem(Problem::Kind::unsupported_media, "", "Unsupported content type: send JSON");
}

// The key under which a repeat is known again; empty: none was asked for.
std::string key_of(const http::Request& request) {
  const std::string key(trimmed(request.header("idempotency-key").value_or("")));
  if (key.size() > longest_key || !is_storable_utf8(key))
    throw Problem::invalid("Idempotency-Key", "Idempotency-Key has 255 symbols at most");
  return key;
}

// What is kept under a key: the message's own key and its local id.
struct Kept {
  MessageKey message;
  std::string wamid;

  [[nodiscard]] std::string text() const { return std::to_string(message.value) + ' ' + wamid; }
  static Kept read(std::string_view text) {
    Kept kept;
    std::from_chars(text.data(), text.data() + text.size(), kept.message.value);
    kept.wamid = text.substr(std::min(text.find(' '), text.size() - 1) + 1);
    return kept;
  }
};

Kept enqueue(Transaction& in, const Sender& sender, const Draft& draft, const Once& once) {
  auto sent = parley::enqueue(in, sender, draft);
  Kept kept{.message = sent.message, .wamid = std::move(sent.wamid)};
  if (once.key.empty()) return kept;
  keep_receipt(in, sender.organization, Api::whats91, once.key,
               {.fingerprint = once.fingerprint, .status = 200, .body = kept.text()});
  return kept;
}

// The message itself is kept under the key, not the answer, which is known later: a repeat waits for it too.
Kept enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, const Once& once) {
  if (once.key.empty()) return enqueue(in, sender, draft, once);
  const auto known = receipt(in, sender.organization, Api::whats91, once.key, in.now);
  if (!known) return enqueue(in, sender, draft, once);
  if (known->fingerprint != once.fingerprint)
    throw Problem::invalid("Idempotency-Key", "The key was used for another request");
  return Kept::read(known->body);
}

struct Sent {
  Draft draft;
  Settled became;
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();

  [[nodiscard]] std::int64_t millis() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since)
        .count();
  }
  [[nodiscard]] std::string metas_answer() const {
    Attempt attempt{.outcome = AttemptOutcome::accepted};
    attempt.wamid = became.wamid;
    attempt.recipient = draft.to;
    return meta::accepted_body(draft, attempt);
  }
};

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

Task<Sent> send(const Call& call, Context& context, const Sender& sender, Draft draft) {
  Sent sent{.draft = std::move(draft)};
  const Once once{.key = key_of(call.request), .fingerprint = fingerprint_of(call.request)};
  Kept kept;
  const auto work = [&](Transaction& in) { kept = enqueue_once(in, sender, sent.draft, once); };
  co_await context.store.write(work);
  sent.became = co_await settled(context, sender.organization, kept.message, patience);
  if (sent.became.status == MessageStatus::failed) throw refusal_of(sent.became.errors);
  if (sent.became.wamid.empty()) sent.became.wamid = kept.wamid;  // a reaction is no message of its own
  co_return sent;
}

void write_timed_metadata(JsonWriter& json, const Call& call, const Sent& sent) {
  json.key("metadata")
      .open('{')
      .field("apiVersion", api_version)
      .field("requestId", call.request_id)
      .field("processingTimeMs", sent.millis())
      .close('}');
}

}  // namespace

Task<> post_chat(const Call& call, http::Reply& reply, Context& context) {
  need_json(call.request);
  const auto body = read_body(call.request);
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, body.root()["senderId"].text());
  auto draft = read_chat(body.root());
  const auto sent = co_await send(call, context, sender, std::move(draft));
  const bool is_queued = is_local(sent.became.wamid);

  JsonWriter json(reply.out());
  json.open('{').field("success", true).field("message", "Message accepted by Meta").key("data").open('{');
  json.field("messageId", sent.became.wamid)
      .field("message_id", sent.became.wamid)
      .field("queued", is_queued)
      .field("status", "accepted")
      .field("senderId", sender.phone)
      .field("phoneNumberId", sender.phone_number_id)
      .field("receiverId", sent.draft.to.phone.empty() ? sent.draft.input : sent.draft.to.phone)
      .field("messageType", sent.draft.type)
      .field("templateName", nullptr)
      .key("apiResponse")
      .raw(is_queued ? std::string("{}") : sent.metas_answer())
      .close('}');
  write_timed_metadata(json, call, sent);
  json.close('}');
}

Task<> post_message(const Call& call, http::Reply& reply, Context& context) {
  need_json(call.request);
  const auto body = read_body(call.request);
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto named = call.path.size() > 0 ? call.path.decoded(0) : std::string();
  const Sender& sender = named.empty() ? sender_of(*senders, *call.token, body.root()["senderId"].text())
                                       : sender_of_id(*senders, *call.token, named);
  auto draft = read_meta_message(std::string(call.request.body));
  const auto sent = co_await send(call, context, sender, std::move(draft));

  auto answer = sent.metas_answer();
  answer.pop_back();  // its last brace: metadata stands in the same object
  reply.out() += answer + ',';
  JsonWriter json(reply.out());
  write_timed_metadata(json, call, sent);
  json.close('}');
}

}  // namespace parley::whats91
