#pragma once
// Enqueuing for a caller who may repeat the request: the message itself is kept under the key, not the answer, which is known
// later. A repeat waits for the same message.

#include "dialects/change.h"
#include "domain/draft.h"

#include <string>

namespace parley {

// The request's Idempotency-Key; empty where it has none. Problem invalid "Idempotency-Key".
std::string idempotency_key(const http::Request& request);

struct EnqueuedOnce {
  MessageKey message;
  std::string wamid;  // local
};
// Problem conflict "idempotency key" where the key was used for another request.
EnqueuedOnce enqueue_once(Transaction& in, const Sender& sender, const Draft& draft, Api api,
                          const Once& once);

}  // namespace parley
