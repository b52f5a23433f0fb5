#pragma once
// Sending for clients that may repeat their request under an Idempotency-Key: what is kept under it is the message, so
// that a repeat waits for the same fate as the first.

#include "dialects/change.h"
#include "dialects/settled.h"
#include "domain/draft.h"
#include "store/outbox.h"

#include <optional>
#include <string>

namespace parley {

// The key of the request, where it has one. `fingerprint`: what makes it the same; empty: fingerprint_of the request. Problem
// invalid "Idempotency-Key" for a key of more than 255 bytes or of broken text.
Once once_of(const http::Request& request, std::string fingerprint = {});

struct KeptSend {
  MessageKey message;
  std::string wamid;              // local
  std::int64_t conversation = 0;  // public number
  Timestamp at;
};

// What was enqueued under the key; nothing where it was not used, or there is none. Problem conflict "idempotency key" where
// that was another request.
std::optional<KeptSend> find_kept(const Reader& from, OrganizationId organization, Api api, const Once& once,
                                  Timestamp now);

// Enqueues the draft, or finds what was enqueued under the key. The same Problem.
// `tag`: a new one, see new_tag.
KeptSend enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, Api api, const Once& once,
                      const std::string& tag = new_tag());

// What is known before anything is kept. A repeat goes on whatever has become of the number since: its message is there.
struct SendAhead {
  std::optional<KeptSend> known;
  bool has_token =
      false;  // the number's, for Meta; without one nothing can become of a message within an answer's time
};
// The same Problem.
Task<SendAhead> look_ahead(Context& context, const Sender& sender, Api api, const Once& once);

struct SentOnce {
  KeptSend kept;
  Settled became;  // with the local wamid where Meta has named none
};

// Keeps the draft, unless a repeat did, and waits for Meta's answer; ten seconds at most, and not at all without a token. The
// same Problem.
Task<SentOnce> send_once(Context& context, const Sender& sender, const Draft& draft, Api api,
                         const Once& once, const SendAhead& ahead);

// Meta's answer to a send that was not refused, as far as it is known: whom it found under what was asked for, its id of
// the message or ours.
std::string metas_answer(const Draft& draft, Settled became);

}  // namespace parley
