#pragma once
// One message on its way: kept once, and what became of it by the time that its client is answered.

#include "dialects/send_once.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace parley::whats91 {

// What makes a repeat the same, by the header that is ours: Idempotency-Key. Two numbers may be asked for the same thing, each by
// a token of its own. Problem invalid "Idempotency-Key".
Once once_of(const Call& call, const std::string& fingerprint, const Sender& sender);

struct Sent {
  Draft draft;
  MessageKey message;
  Settled became;  // with the local id where Meta has named it by none
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();

  [[nodiscard]] bool is_queued() const { return is_local(became.wamid); }
  [[nodiscard]] bool is_refused() const { return became.status == MessageStatus::failed; }
  [[nodiscard]] std::int64_t millis() const;
  [[nodiscard]] std::string metas_answer() const;
};

// As send_once of dialects/send_once.h.
Task<Sent> send(Context& context, const Sender& sender, Draft draft, const Once& once,
                const SendAhead& ahead);

// Throws invalid "meta" with Meta's words where Meta refused it.
void need_taken(const Sent& sent);

}  // namespace parley::whats91
