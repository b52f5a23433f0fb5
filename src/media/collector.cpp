#include "media/collector.h"

#include "media/collector_fetch.h"
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

constexpr std::chrono::milliseconds between_tidyings{600'000};
constexpr std::chrono::seconds stray_age{900};  // nobody writes a file for as long without a word
constexpr std::int64_t retired_at_once = 100;
constexpr std::size_t postponed_at_once = 1'000;
constexpr std::chrono::milliseconds gathering{20};  // of rings, before one looks

void ignore(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);  // through the context to main
}

}  // namespace

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
    if (options_.now() - tidied_ >= between_tidyings) co_await try_to(tidy());
    if (options_.now() - looked_at_all_ >= options_.look_every) co_await try_to(look_at_all());
    const auto turn = in_turn(rung());
    auto left = static_cast<std::int64_t>(turn.size());
    for (const auto each : turn) {
      const OrganizationId organization{each};
      const auto share = std::max<std::int64_t>((free_calls() + left - 1) / left, 1);
      co_await try_to(look(organization, share));
      --left;
    }
    co_await sleep();
  }
  while (under_way_ > 0 || keepers_ > 0) co_await sleep();
}

// Catches, for each part of a turn: the store, or the disk, may take it the next time, and what is one organization's trouble is
// no other's.
Task<> Collector::try_to(Task<> part) {
  try {
    co_await std::move(part);
  } catch (const std::exception& error) {
    spdlog::error("media: {}", error.what());
  }
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

// Behind the one that was served last: who has most must not have all.
std::vector<std::int64_t> Collector::in_turn(const std::set<std::int64_t>& all) const {
  const auto next = all.upper_bound(served_last_);
  std::vector<std::int64_t> turn(next, all.end());
  turn.insert(turn.end(), all.begin(), next);
  return turn;
}

void Collector::come_back(OrganizationId organization, Timestamp at) {
  const auto [known, added] = again_.try_emplace(organization.value, at);
  if (!added) known->second = std::min(known->second, at);
}

Task<> Collector::sleep() {
  if (!std::exchange(is_woken_, false)) {
    auto until = looked_at_all_ + options_.look_every;
    for (const auto& [organization, at] : again_) until = std::min(until, at);
    if (is_stopping_) {
      timer_.expires_at(std::chrono::steady_clock::time_point::max());  // whatever ends wakes
    } else {
      timer_.expires_after(std::max<std::chrono::milliseconds>(until - options_.now(), 1ms));
    }
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

Task<> Collector::look(OrganizationId organization, std::int64_t share) {
  std::optional<Timestamp> next;
  const auto read = [&](const Reader& from) { next = next_media_at(from, organization); };
  co_await store_.read(Weight::light, read);
  if (!next || is_stopping_) co_return;
  if (*next > options_.now()) co_return come_back(organization, *next);
  if (free_calls() <= 0) {
    starved_.insert(organization.value);
    co_return;
  }
  co_await begin(organization, std::min(share, free_calls()));
}

Task<> Collector::begin(OrganizationId organization, std::int64_t most) {
  std::vector<MediaLease> leases;
  const auto until = options_.now() + options_.lease;
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
  if (leases.empty()) co_return;
  served_last_ = organization.value;
  come_back(organization, options_.now());
}

// What a crash left of files that came, and what is older than files are kept.
Task<> Collector::tidy() {
  tidied_ = options_.now();
  woken_at_.clear();
  int count = 0;
  const auto sweep = [&] { count = shared_.folder.sweep(stray_age); };
  co_await shared_.writes.run(sweep);
  if (count > 0) spdlog::info("media: {} files that never came whole are deleted", count);
  co_await try_to(remove_postponed());
  if (options_.keep_for.count() == 0) co_return;
  std::vector<MediaTally> tallies;
  const auto read = [&](const Reader& from) { tallies = media_tallies(from); };
  co_await store_.read(Weight::light, read);
  for (const auto& one : tallies) {
    if (one.ready > 0) co_await retire(one.organization, tidied_ - options_.keep_for);
  }
}

// What was to be deleted too soon after it came.
Task<> Collector::remove_postponed() {
  std::vector<Folder::Content> noted;
  const auto list = [&] { noted = shared_.folder.postponed(postponed_at_once); };
  co_await shared_.writes.run(list);
  for (const auto& content : noted) {
    if (is_stopping_) co_return;
    bool is_named = false;
    const auto look = [&](const Reader& from) {
      is_named = holds_content(from, content.organization, content.sha256);
    };
    co_await store_.read(Weight::light, look);
    const auto remove = [&] {
      const bool is_later =
          !is_named && shared_.folder.remove(content.organization, content.sha256) == Folder::Removal::later;
      if (!is_later) shared_.folder.settle(content);
    };
    co_await shared_.writes.run(remove);
  }
}

// A look beside the writer, which is troubled only where something is to be deleted.
Task<> Collector::retire(OrganizationId organization, Timestamp before) {
  bool are_old = false;
  const auto look = [&](const Reader& from) { are_old = has_old_media(from, organization, before); };
  co_await store_.read(Weight::light, look);
  while (are_old && !is_stopping_) {
    RetiredMedia retired;
    const auto work = [&](Transaction& in) {
      retired = retire_media(in, organization, before, retired_at_once);
    };
    co_await store_.write(work);
    are_old = retired.files == retired_at_once;
    const auto remove = [&] {
      for (const auto& content : retired.contents) shared_.folder.remove(organization, content);
    };
    if (!retired.contents.empty()) co_await shared_.writes.run(remove);
  }
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
