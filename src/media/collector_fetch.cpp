// What becomes of one file that the collector leased.

#include "media/collector_fetch.h"

#include "store/outbox.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <tuple>
#include <utility>

namespace parley::media {
namespace {

using namespace std::chrono_literals;

constexpr asio::use_awaitable_t<Executor> until_done;

// Meta keeps what a person sent for seven days, what was uploaded for thirty.
constexpr std::chrono::hours kept_by_meta{7 * 24}, tried_for{31 * 24};
constexpr std::chrono::seconds between_wakings{10};

// 2 s, 8 s, 32 s … 6 h behind `failures` failures.
std::chrono::milliseconds pause_after(std::int64_t failures) {
  std::chrono::milliseconds pause = 2s;
  for (std::int64_t i = 1; i < failures && pause < 6h; ++i) pause *= 4;
  return std::min<std::chrono::milliseconds>(pause, 6h);
}

// 2 s, 4 s, 8 s … 10 min, or as long as Meta wants.
std::chrono::milliseconds pause_of(const Waits& waits, std::int64_t attempt) {
  std::chrono::milliseconds pause = 2s;
  for (std::int64_t i = 1; i < attempt && pause < 10min; ++i) pause *= 2;
  return std::max(waits.least, std::min<std::chrono::milliseconds>(pause, 10min));
}

// 5 min, 10 min … 6 h without a good token: a number may never have one. Another one makes all due at once.
std::chrono::milliseconds pause_without_token(std::int64_t attempt) {
  std::chrono::milliseconds pause = 5min;
  for (std::int64_t i = 1; i < attempt && pause < 6h; ++i) pause *= 2;
  return std::min<std::chrono::milliseconds>(pause, 6h);
}

// Whether Meta took the number's token, whatever it said of the file.
bool shows_good_token(const FetchResult& result) {
  return !std::holds_alternative<NoToken>(result) && !std::holds_alternative<Waits>(result);
}

}  // namespace

Task<FetchResult> Collector::attempt(FetchPtr fetch) {
  const auto senders = co_await store_.senders(fetch->organization);
  const auto found = std::ranges::find(*senders, fetch->lease.file.sender, &Sender::id);
  if (found == senders->end()) co_return Wrong{"the number that it came to is gone", false};
  const auto& sender = fetch->sender.emplace(*found);
  std::string sealed;
  const auto read = [&](const Reader& from) { sealed = sealed_access_token(from, sender); };
  co_await store_.read(Weight::light, read);
  if (sealed.empty()) co_return NoToken{.trouble = "the number has none", .has_none = true};
  meta::GraphSender from{.phone_number_id = sender.phone_number_id,
                         .access_token = unseal_(sealed).value_or("")};
  auto result = co_await media::fetch(graph_, std::move(from), shared_, fetch->organization,
                                      fetch->lease.file, [this] { return is_stopping_; });
  co_return std::move(result);
}

// Catches: what the disk, the store or a server that ends does to one file is no news for the others; its lease ends.
Task<> Collector::carry(FetchPtr fetch) {
  const auto start = std::chrono::steady_clock::now();
  try {
    fetch->result = co_await attempt(fetch);
  } catch (const std::exception& error) {
    fetch->result = Waits{is_stopping_ ? 0ms : 30s, error.what()};
  }
  count(fetch->result, std::chrono::steady_clock::now() - start);
  fetch->has_ended = true;
  fetch->timer.cancel();
  try {
    co_await settle(fetch);
    co_await wake_others(fetch);
  } catch (const std::exception& error) {
    spdlog::error("media: what came of {} is not kept, it is fetched again: {}", fetch->lease.file.id,
                  error.what());
  }
  --under_way_;
  calls_now_ = under_way_;
  wake();
}

void Collector::count(const FetchResult& result, std::chrono::steady_clock::duration took) {
  const auto* const file = std::get_if<FetchedMedia>(&result);
  if (file == nullptr) {
    ++troubles_;
    return;
  }
  micros_ += static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  ++fetched_;
  bytes_ += static_cast<std::uint64_t>(file->bytes);
}

// As long as the fetch goes on. Who loses the lease goes on as well: what comes of it is taken from nobody else.
Task<> Collector::keep_leased(FetchPtr fetch) {
  while (!fetch->has_ended) {
    boost::system::error_code ended;
    fetch->timer.expires_after(options_.lease / 3);
    co_await fetch->timer.async_wait(asio::redirect_error(until_done, ended));
    if (fetch->has_ended) break;
    try {
      const auto until = options_.now() + options_.lease;
      const auto work = [&](Transaction& in) { renew(in, fetch->organization, fetch->lease, until); };
      co_await store_.write(work);
    } catch (const std::exception& error) {
      spdlog::warn("media: the lease of {} is not renewed: {}", fetch->lease.file.id, error.what());
    }
  }
  --keepers_;
  wake();
}

Task<> Collector::settle(FetchPtr fetch) {
  const auto now = options_.now();
  const auto& [organization, lease] = std::tie(fetch->organization, fetch->lease);
  const auto& file = lease.file;
  const auto end = file.at + tried_for;
  const bool is_over = now >= end;
  const auto work = [&](Transaction& in) {
    if (const auto* const what = std::get_if<FetchedMedia>(&fetch->result)) {
      fetched(in, organization, lease, *what);
    } else if (const auto* const waits = std::get_if<Waits>(&fetch->result)) {
      if (is_over)
        failed(in, organization, lease, std::nullopt, waits->trouble);
      else
        put_off(in, organization, lease, is_stopping_ ? now : now + pause_of(*waits, lease.attempt),
                waits->trouble);
    } else if (const auto* const none = std::get_if<NoToken>(&fetch->result)) {
      // A number may never have one; when it is given one, all its files are woken.
      const auto until = none->has_none ? end : std::min(end, now + pause_without_token(lease.attempt));
      if (is_over)
        expired(in, organization, lease, none->trouble);
      else
        put_off(in, organization, lease, until, std::string(waits_for_token) + none->trouble);
    } else if (const auto* const gone = std::get_if<Gone>(&fetch->result)) {
      if (now > file.at + kept_by_meta)
        expired(in, organization, lease, gone->trouble);
      else
        failed(in, organization, lease, now + pause_after(file.failures + 1), gone->trouble);
    } else {
      const auto& wrong = std::get<Wrong>(fetch->result);
      const bool again = wrong.may_come_right && !is_over;
      failed(in, organization, lease,
             again ? std::optional(now + pause_after(file.failures + 1)) : std::nullopt, wrong.trouble);
    }
  };
  co_await store_.write(work, 1024);
}

// Whoever gives a number a token wakes some of the files that wait for it. That one of them comes is the sign to wake the
// rest, a few at a time.
Task<> Collector::wake_others(FetchPtr fetch) {
  const bool waited = fetch->lease.file.trouble.starts_with(waits_for_token);
  if (!fetch->sender || !waited || !shows_good_token(fetch->result)) co_return;
  const auto& sender = *fetch->sender;
  auto& woken_at = woken_at_[{sender.organization.value, sender.id.value}];
  if (options_.now() < woken_at + between_wakings) co_return;  // with those that came a moment ago
  woken_at = options_.now();
  for (bool are_more = true; are_more && !is_stopping_;) {
    const auto work = [&](Transaction& in) { are_more = wake_media(in, sender); };
    co_await store_.write(work);
  }
  come_back(sender.organization, options_.now());
}

}  // namespace parley::media
