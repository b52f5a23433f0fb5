#include "dialects/whats91/sends.h"

#include "base/json.h"
#include "base/problem.h"
#include "base/secrets.h"

#include <utility>

namespace parley::whats91 {
namespace {

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

Once once_of(const Call& call, const std::string& fingerprint, const Sender& sender) {
  const auto hash = sha256(fingerprint + '\n' + sender.phone_number_id);
  auto once = parley::once_of(call.request, std::string(bytes_of(hash)));
  if (!once.key.empty() && call.token->sender) once.key += '\n' + sender.phone_number_id;
  return once;
}

std::int64_t Sent::millis() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since)
      .count();
}

std::string Sent::metas_answer() const { return parley::metas_answer(draft, became); }

Task<Sent> send(Context& context, const Sender& sender, Draft draft, const Once& once,
                const SendAhead& ahead) {
  Sent sent{.draft = std::move(draft)};
  auto done = co_await send_once(context, sender, sent.draft, Api::whats91, once, ahead);
  sent.message = done.kept.message;
  sent.became = std::move(done.became);
  co_return sent;
}

void need_taken(const Sent& sent) {
  if (sent.is_refused()) throw refusal_of(sent.became.errors);
}

}  // namespace parley::whats91
