#include "dialects/claim.h"

#include "store/receipts.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>

namespace parley {
namespace {

constexpr asio::use_awaitable_t<Executor> until_done;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr int claimed = 102;                    // no status of an answer: its body is when the claim ends
constexpr std::chrono::seconds claim_life{60};  // longer than a call to Meta may take
constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds pause{50};

bool has_ended(const Receipt& receipt, Timestamp now) {
  std::int64_t until = 0;
  std::from_chars(receipt.body.data(), receipt.body.data() + receipt.body.size(), until);
  return to_millis(now) >= until;
}

enum class Found { free, taken, answered };

Found try_to_claim(Transaction& in, const Call& call, http::Reply& reply, const Once& once) {
  const auto organization = call.token->organization;
  const auto kept = receipt(in, organization, call.token->api, once.key, in.now);
  if (kept && kept->fingerprint != once.fingerprint)
    throw Problem(Problem::Kind::conflict, "idempotency key", "The key was used for another request");
  if (kept && kept->status != claimed) {
    reply.clear();
    reply.status = kept->status;
    reply.out() += kept->body;
    return Found::answered;
  }
  if (kept && !has_ended(*kept, in.now)) return Found::taken;
  keep_receipt(in, organization, call.token->api, once.key,
               {.fingerprint = once.fingerprint,
                .status = claimed,
                .body = std::to_string(to_millis(in.now + claim_life))});
  return Found::free;
}

}  // namespace

Task<bool> claim(const Call& call, http::Reply& reply, Context& context, const Once& once) {
  if (once.key.empty()) co_return true;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  Timer timer(co_await asio::this_coro::executor);
  bool is_taken = false;
  const auto look = [&](const Reader& from) {
    const auto kept = receipt(from, call.token->organization, call.token->api, once.key, context.now());
    is_taken = kept && kept->status == claimed && !has_ended(*kept, context.now());
  };
  for (;;) {
    auto found = Found::taken;
    const auto work = [&](Transaction& in) { found = try_to_claim(in, call, reply, once); };
    co_await context.store.write(work);
    if (found != Found::taken) co_return found == Found::free;
    is_taken = true;
    while (is_taken) {
      if (std::chrono::steady_clock::now() >= deadline) {
        throw Problem(Problem::Kind::conflict, "idempotency in progress",
                      "The first request with this key has not ended yet");
      }
      timer.expires_after(pause);
      co_await timer.async_wait(until_done);
      co_await context.store.read(Weight::light, look);
    }
  }
}

void keep_claimed(Transaction& in, const Call& call, const http::Reply& reply, const Once& once) {
  if (once.key.empty()) return;
  keep_receipt(in, call.token->organization, call.token->api, once.key,
               {.fingerprint = once.fingerprint, .status = reply.status, .body = std::string(reply.body())});
}

void drop_claim(Transaction& in, const Call& call, const Once& once) {
  if (!once.key.empty()) drop_receipt(in, call.token->organization, call.token->api, once.key);
}

}  // namespace parley
