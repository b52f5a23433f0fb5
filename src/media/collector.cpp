#include "media/collector.h"

#include "media/fetch.h"
#include "store/job_queue.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace parley::media {
namespace {

using namespace std::chrono_literals;

constexpr asio::use_awaitable_t<Executor> until_done;

// Meta keeps what a person sent for seven days, what was uploaded for thirty.
constexpr std::chrono::hours kept_by_meta{7 * 24}, tried_for{31 * 24};
constexpr std::chrono::milliseconds between_tidyings{600'000};
constexpr std::chrono::seconds stray_age{900};  // nobody writes a file for as long without a word
constexpr std::int64_t retired_at_once = 500;
constexpr std::chrono::milliseconds gathering{20};  // of rings, before one looks

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

void ignore(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);  // through the context to main
}

}  // namespace

struct Collector::Fetch {
  Fetch(OrganizationId of, MediaLease right, asio::io_context& context)
      : organization(of), lease(std::move(right)), timer(context.get_executor()) {}

  OrganizationId organization;
  MediaLease lease;
  FetchResult result;
  Timer timer;  // of whoever keeps the lease
  bool has_ended = false;
};

Collector::Collector(asio::io_context& context, Store& store, meta::GraphClient& graph, const Unseal& unseal,
                     Shared& shared, CollectorOptions options)
    : context_(context),
      store_(store),
      graph_(graph),
      unseal_(unseal),
      shared_(shared),
      options_(std::move(options)),
      timer_(context.get_executor()) {}

Task<> Collector::run() {
  while (!is_stopping_) {
    try {
      if (options_.now() - tidied_ >= between_tidyings) co_await tidy();
      if (options_.now() - looked_at_all_ >= options_.look_every) co_await look_at_all();
      for (const auto each : rung()) {
        const OrganizationId organization{each};
        co_await look(organization);
      }
    } catch (const std::exception& error) {
      spdlog::error("media: {}", error.what());  // the store, or the disk, may take it the next time
    }
    co_await sleep();
  }
  while (under_way_ > 0 || keepers_ > 0) co_await sleep();
}

void Collector::stop() {
  is_stopping_ = true;
  wake();
}

void Collector::ring(OrganizationId organization) {
  const std::lock_guard lock(mutex_);
  const bool is_first = rung_.empty();
  rung_.insert(organization.value);
  if (!is_first) return;
  asio::post(context_, [this] {
    again_.try_emplace(0, options_.now() + gathering);  // nobody's: only to wake by
    wake();
  });
}

void Collector::wake() {
  is_woken_ = true;
  timer_.cancel();
}

// Who is to be looked at now.
std::set<std::int64_t> Collector::rung() {
  std::set<std::int64_t> all;
  const auto now = options_.now();
  bool is_gathered = false;
  for (auto at = again_.begin(); at != again_.end();) {
    if (at->second > now) {
      ++at;
      continue;
    }
    if (at->first == 0)
      is_gathered = true;
    else
      all.insert(at->first);
    at = again_.erase(at);
  }
  if (is_gathered) {
    const std::lock_guard lock(mutex_);
    all.merge(std::exchange(rung_, {}));
  }
  if (free_calls() > 0) all.merge(std::exchange(starved_, {}));
  return all;
}

void Collector::come_back(OrganizationId organization, Timestamp at) {
  const auto [known, added] = again_.try_emplace(organization.value, at);
  if (!added) known->second = std::min(known->second, at);
}

Task<> Collector::sleep() {
  if (!std::exchange(is_woken_, false)) {
    auto until = looked_at_all_ + options_.look_every;
    for (const auto& [organization, at] : again_) until = std::min(until, at);
    timer_.expires_after(std::max<std::chrono::milliseconds>(until - options_.now(), 1ms));
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(until_done, woken));
    is_woken_ = false;
  }
}

// What other processes left, or what rang for nobody.
Task<> Collector::look_at_all() {
  looked_at_all_ = options_.now();
  std::vector<MediaTally> tallies;
  const auto read = [&](const Reader& from) { tallies = media_tallies(from); };
  co_await store_.read(Weight::light, read);
  MediaTally sums;
  for (const auto& one : tallies) {
    sums.pending += one.pending;
    sums.ready += one.ready;
    sums.expired += one.expired;
    sums.failed += one.failed;
    sums.waiting += one.waiting;
    sums.bytes += one.bytes;
    if (one.waiting > 0) come_back(one.organization, looked_at_all_);
  }
  const std::lock_guard lock(mutex_);
  sums_ = sums;
}

Task<> Collector::look(OrganizationId organization) {
  std::optional<Timestamp> next;
  const auto read = [&](const Reader& from) { next = next_media_at(from, organization); };
  co_await store_.read(Weight::light, read);
  if (!next || is_stopping_) co_return;
  if (*next > options_.now()) co_return come_back(organization, *next);
  if (free_calls() <= 0) {
    starved_.insert(organization.value);
    co_return;
  }
  co_await begin(organization);
}

Task<> Collector::begin(OrganizationId organization) {
  std::vector<MediaLease> leases;
  const auto until = options_.now() + options_.lease;
  const auto most = free_calls();
  const auto work = [&](Transaction& in) { leases = lease_media(in, organization, most, until); };
  co_await store_.write(work);
  for (auto& lease : leases) {
    const auto fetch = std::make_shared<Fetch>(organization, std::move(lease), context_);
    ++under_way_;
    ++keepers_;
    calls_now_ = under_way_;
    asio::co_spawn(context_, carry(fetch), ignore);
    asio::co_spawn(context_, keep_leased(fetch), ignore);
  }
  // There may be more of them, as soon as there is room.
  if (!leases.empty()) come_back(organization, options_.now());
}

// Catches: what the disk, the store or a server that ends does to one file is no news for the others; its lease ends.
Task<> Collector::carry(FetchPtr fetch) {
  const auto start = std::chrono::steady_clock::now();
  try {
    const auto senders = co_await store_.senders(fetch->organization);
    const auto sender = std::ranges::find(*senders, fetch->lease.file.sender, &Sender::id);
    if (sender == senders->end()) {
      fetch->result = Wrong{"the number that it came to is gone", false};
    } else {
      meta::GraphSender from{.phone_number_id = sender->phone_number_id, .access_token = {}};
      from.access_token = co_await access_token(store_, *sender, unseal_);
      fetch->result = co_await media::fetch(graph_, std::move(from), shared_, fetch->organization,
                                            fetch->lease.file, [this] { return is_stopping_; });
    }
  } catch (const std::exception& error) {
    fetch->result = Waits{is_stopping_ ? 0ms : 30s, error.what()};
  }
  if (std::holds_alternative<FetchedMedia>(fetch->result)) {
    const auto took = std::chrono::steady_clock::now() - start;
    micros_ +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    ++fetched_;
    bytes_ += static_cast<std::uint64_t>(std::get<FetchedMedia>(fetch->result).bytes);
  } else {
    ++troubles_;
  }
  fetch->has_ended = true;
  fetch->timer.cancel();
  try {
    co_await settle(fetch);
  } catch (const std::exception& error) {
    spdlog::error("media: what came of {} is not kept, it is fetched again: {}", fetch->lease.file.id,
                  error.what());
  }
  --under_way_;
  calls_now_ = under_way_;
  wake();
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
  const bool is_over = now > file.at + tried_for;
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
      put_off(in, organization, lease, now + pause_without_token(lease.attempt), none->trouble);
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

// What a crash left of files that came, and what is older than files are kept.
Task<> Collector::tidy() {
  tidied_ = options_.now();
  int count = 0;
  const auto sweep = [&] { count = shared_.folder.sweep(stray_age); };
  co_await shared_.writes.run(sweep);
  if (count > 0) spdlog::info("media: {} files that never came whole are deleted", count);
  if (options_.keep_for.count() == 0) co_return;
  std::vector<MediaTally> tallies;
  const auto read = [&](const Reader& from) { tallies = media_tallies(from); };
  co_await store_.read(Weight::light, read);
  for (const auto& one : tallies) {
    if (one.ready > 0) co_await retire(one.organization, tidied_ - options_.keep_for);
  }
}

Task<> Collector::retire(OrganizationId organization, Timestamp before) {
  RetiredMedia retired;
  do {
    const auto after = std::move(retired.last);
    const auto work = [&](Transaction& in) {
      retired = retire_media(in, organization, before, after, retired_at_once);
    };
    co_await store_.write(work);
    const auto remove = [&] {
      for (const auto& content : retired.contents) shared_.folder.remove(organization, content);
    };
    if (!retired.contents.empty()) co_await shared_.writes.run(remove);
  } while (!retired.last.empty() && !is_stopping_);
}

std::string Collector::metrics() const {
  MediaTally sums;
  {
    const std::lock_guard lock(mutex_);
    sums = sums_;
  }
  std::string out;
  const auto add = [&](std::string_view name, std::string_view kind, std::string_view help, auto value) {
    append_metric(out, name, kind, help, static_cast<double>(value));
  };
  add("parley_media_pending", "gauge", "Files of messages that are still to be fetched.", sums.pending);
  add("parley_media_ready", "gauge", "Files of messages that are kept here.", sums.ready);
  add("parley_media_bytes", "gauge", "How large those are together.", sums.bytes);
  add("parley_media_expired", "gauge", "Files that Meta had no more, or that were kept long enough.",
      sums.expired);
  add("parley_media_failed", "gauge", "Files that could not be fetched so far.", sums.failed);
  add("parley_media_waiting", "gauge", "Files that are tried, or tried again.", sums.waiting);
  add("parley_media_fetches", "gauge", "Files that this process is fetching.", calls_now_.load());
  add("parley_media_fetched_total", "counter", "Files that this process has fetched.", fetched_.load());
  add("parley_media_fetched_bytes_total", "counter", "How large those were together.", bytes_.load());
  add("parley_media_fetch_seconds_total", "counter", "How long those took together.",
      static_cast<double>(micros_.load()) / 1e6);
  add("parley_media_troubles_total", "counter", "Tries to fetch a file that went wrong.", troubles_.load());
  return out;
}

}  // namespace parley::media
