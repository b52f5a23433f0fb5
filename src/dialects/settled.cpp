#include "dialects/settled.h"

#include "store/conversations.h"
#include "store/outbox.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace parley {
namespace {

// Of looks that no bell asked for: at what was settled before, and at what another process sends.
constexpr std::chrono::milliseconds first_pause{20};
constexpr std::chrono::milliseconds longest_pause{320};

Settled settled_reaction(const Reader& from, OrganizationId organization, MessageKey key, Timestamp now) {
  auto fate = reaction_fate(from, organization, key, now);
  if (!fate) return {};
  Settled told{.status = fate->wamid.empty() ? MessageStatus::failed : MessageStatus::sent};
  told.wamid = std::move(fate->wamid);
  told.errors = std::move(fate->errors);
  return told;
}

}  // namespace

Task<Settled> settled(Context& context, OrganizationId organization, MessageKey key,
                      std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  Fates::Watch watch(*context.fates, co_await asio::this_coro::executor, organization, key);
  for (auto pause = first_pause;; pause = std::min(2 * pause, longest_pause)) {
    co_await watch.wait_for(std::min(pause, patience));
    Settled now;
    bool is_waiting = false;
    const auto take = [&](const MessageRow& row, const FoundMessage&) {
      now = {.status = row.status, .wamid = std::string(row.wamid), .errors = std::string(row.error)};
      now.sent_to = row.sent_to;
      now.message_status = row.message_status;
    };
    const auto look = [&](const Reader& from) {
      const bool is_message = message(from, organization, key, take);
      if (now.status != MessageStatus::pending) return;
      const auto row = waiting(from, organization, key);
      is_waiting = row && row->turn != Turn::unknown;
      if (!is_message && !row) now = settled_reaction(from, organization, key, context.now());
    };
    co_await context.store.read(Weight::light, look);
    if (!is_waiting || std::chrono::steady_clock::now() >= deadline) co_return now;
  }
}

}  // namespace parley
