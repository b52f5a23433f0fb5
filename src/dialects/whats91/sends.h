#pragma once
// One message on its way: kept once, and what became of it by the time that its client is answered.

#include "dialects/change.h"
#include "dialects/settled.h"
#include "domain/draft.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace parley::whats91 {

// What is kept under a key: the message's own key and its local id.
struct KeptSend {
  MessageKey message;
  std::string wamid;
};

// What makes a repeat the same, by the header that is ours: Idempotency-Key. Problem invalid "Idempotency-Key".
Once once_of(const http::Request& request, std::string fingerprint);

// What a repeat asks for that was kept before; the same Problem where the key was used for another request.
Task<std::optional<KeptSend>> known_send(Context& context, const Sender& sender, const Once& once);

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

// Keeps the draft, unless a repeat did (`known`, or in between), and waits for Meta's answer, some seconds at most.
Task<Sent> send(Context& context, const Sender& sender, Draft draft, const Once& once,
                const std::optional<KeptSend>& known = {});

// Throws invalid "meta" with Meta's words where Meta refused it.
void need_taken(const Sent& sent);

}  // namespace parley::whats91
