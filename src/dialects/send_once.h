#pragma once
// Sending for clients that may repeat their request under an Idempotency-Key: what is kept under it is the message, so
// that a repeat waits for the same fate as the first.

#include "dialects/change.h"
#include "domain/draft.h"
#include "store/outbox.h"

#include <string>

namespace parley {

// The key of the request, where it has one. Problem invalid "Idempotency-Key" for one of more than 255 bytes or of broken
// text.
Once once_of(const http::Request& request);

struct KeptSend {
  MessageKey message;
  std::string wamid;              // local
  std::int64_t conversation = 0;  // public number
  Timestamp at;
};

// Enqueues the draft, or finds what was enqueued under the key. Problem conflict "idempotency key" where that was another
// request.
KeptSend enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, Api api, const Once& once);

}  // namespace parley
