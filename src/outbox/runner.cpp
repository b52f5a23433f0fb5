#include "outbox/runner.h"

#include "meta/graph_error.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace parley::outbox {
namespace {

constexpr asio::use_awaitable_t<Executor> until_done;

// Between tries to keep what came of a call, while the storage takes no writes.
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{10'000};
constexpr std::size_t most_remembered = 100'000;  // of what was put off; the rest begins anew

const Sender* find(const std::vector<Sender>& senders, SenderId id) {
  const auto at = std::ranges::find(senders, id, &Sender::id);
  return at == senders.end() ? nullptr : &*at;
}

bool concerns_all(const Attempt& attempt) {
  return attempt.outcome == AttemptOutcome::passing && attempt.reach == AttemptReach::everything;
}

// Whether the number itself has to wait, not only what was sent.
bool concerns_sender(const Attempt& attempt) {
  return attempt.outcome == AttemptOutcome::passing &&
         (attempt.reach == AttemptReach::sender || attempt.reach == AttemptReach::account);
}

MetaError of_unknown_fate() {
  return {.status = 0,
          .code = 131000,
          .title = "Nobody told whether it was sent",
          .details =
              "The answer to this message was lost, and no status of it came since. It was not sent again."};
}

bool is_same(const Streak& streak, const Attempt& attempt) {
  return streak.count > 0 && streak.code == attempt.error.code && streak.reach == attempt.reach;
}

void lengthen(Streak& streak, const Attempt& attempt) {
  const auto count = is_same(streak, attempt) ? streak.count + 1 : 1;
  streak = {.code = attempt.error.code, .reach = attempt.reach, .count = count};
}

void ignore(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);  // through the context to main
}

}  // namespace

Runner::Runner(asio::io_context& context, Store& store, Carrier& carrier, Options options)
    : context_(context),
      store_(store),
      carrier_(carrier),
      options_(std::move(options)),
      timer_(context.get_executor()),
      marks_(context, store, carrier,
             {.lease = options_.lease,
              .give_up = options_.give_up,
              .token_pause = options_.token_pause,
              .now = options_.now},
             [this](OrganizationId of) {
               come_back(of, options_.now());  // no event tells of it
               wake();
             }) {}

Task<> Runner::run() {
  while (!is_stopping_) {
    if (options_.now() - looked_at_all_ >= options_.look_every) co_await try_to(look_at_all());
    for (const auto each : rung()) {
      const OrganizationId organization{each};
      const bool is_done = co_await try_to(look(organization));
      if (!is_done) come_back(organization, options_.now() + options_.look_every);
    }
    co_await sleep();
  }
  while (under_way_ + marks_.under_way() > 0) co_await sleep();
}

// One organization's trouble keeps no other waiting; the store may take it the next time.
Task<bool> Runner::try_to(Task<> look) {
  try {
    co_await std::move(look);
    co_return true;
  } catch (const std::exception& error) {
    spdlog::error("outbox: {}", error.what());
    co_return false;
  }
}

void Runner::stop() {
  is_stopping_ = true;
  wake();
}

void Runner::ring(OrganizationId organization) {
  const std::lock_guard lock(mutex_);
  const bool is_first = rung_.empty();
  rung_.insert(organization.value);
  if (is_first) asio::post(context_, [this] { wake(); });
}

void Runner::wake() {
  is_woken_ = true;
  timer_.cancel();
}

// Who is to be looked at now.
std::set<std::int64_t> Runner::rung() {
  std::set<std::int64_t> all;
  {
    const std::lock_guard lock(mutex_);
    all = std::exchange(rung_, {});
  }
  const auto now = options_.now();
  for (auto at = again_.begin(); at != again_.end();) {
    if (at->second > now) {
      ++at;
      continue;
    }
    all.insert(at->first);
    at = again_.erase(at);
  }
  if (free_calls() > 0) all.merge(std::exchange(starved_, {}));
  return all;
}

void Runner::come_back(OrganizationId organization, Timestamp at) {
  const auto [known, added] = again_.try_emplace(organization.value, at);
  if (!added) known->second = std::min(known->second, at);
}

Task<> Runner::sleep() {
  if (!std::exchange(is_woken_, false)) {
    timer_.expires_after(is_stopping_ ? options_.look_every : until_next());
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(until_done, woken));
    is_woken_ = false;
  }
}

std::chrono::milliseconds Runner::until_next() const {
  auto until = looked_at_all_ + options_.look_every;
  for (const auto& [organization, at] : again_) until = std::min(until, at);
  return std::max<std::chrono::milliseconds>(until - options_.now(), std::chrono::milliseconds{1});
}

// What other processes left, or what rang for nobody.
Task<> Runner::look_at_all() {
  looked_at_all_ = options_.now();
  std::vector<OrganizationId> busy;
  const auto read = [&](const Reader& from) { busy = sending_organizations(from); };
  co_await store_.read(Weight::light, read);
  for (const auto organization : busy) come_back(organization, looked_at_all_);
}

Task<> Runner::look(OrganizationId organization) {
  std::vector<Sending> all;
  const auto read = [&](const Reader& from) { all = sending(from, organization, false); };
  co_await store_.read(Weight::light, read);
  figures_.note(organization, all, options_.now());
  const auto now = options_.now();
  std::erase_if(all, [](const Sending& one) { return !one.lease_at && !one.expire_at && !one.mark_at; });
  if (all.empty()) co_return;
  const auto senders = co_await store_.senders(organization);
  const auto due =
      std::ranges::count_if(all, [&](const Sending& one) { return one.lease_at && *one.lease_at <= now; });
  const auto share = std::max<std::int64_t>(free_calls() / std::max<std::int64_t>(due, 1), 1);
  for (const auto& one : all) {
    const auto* sender = find(*senders, one.sender);
    if (sender == nullptr) continue;
    if (one.expire_at && *one.expire_at <= now) {
      const auto errors = meta::errors_array(of_unknown_fate());
      const auto work = [&](Transaction& in) { expire(in, *sender, now + options_.give_up, errors); };
      co_await store_.write(work);
    } else if (one.expire_at) {
      come_back(organization, *one.expire_at);
    }
    if (one.lease_at && !is_stopping_) co_await send_due(*sender, one, share);
  }
  for (const auto& one : all) {
    const auto* sender = one.mark_at && !is_stopping_ ? find(*senders, one.sender) : nullptr;
    if (sender != nullptr) come_back(organization, co_await marks_.tell_due(*sender, *one.mark_at));
  }
}

Task<> Runner::send_due(const Sender& sender, const Sending& sending, std::int64_t most) {
  const auto now = options_.now();
  const auto room_in =
      std::chrono::ceil<std::chrono::milliseconds>(until_room(options_.pace, sending.spent, now));
  const auto at = std::max({*sending.lease_at, now + room_in, nothing_before_});
  if (at > now) co_return come_back(sender.organization, at);
  most = std::min(most, free_calls());
  if (most <= 0) {
    starved_.insert(sender.organization.value);
    co_return;
  }
  std::vector<Lease> leases;
  const auto work = [&](Transaction& in) {
    leases = lease(in, sender, {.most = most, .until = now + options_.lease, .pace = options_.pace});
  };
  co_await store_.write(work);
  under_way_ += std::ssize(leases);
  figures_.note_calls(under_way_);
  for (auto& one : leases) asio::co_spawn(context_, carry(sender, std::move(one)), ignore);
  // There may be more of them, as soon as there is room.
  if (!leases.empty()) come_back(sender.organization, now);
}

Task<> Runner::carry(Sender sender, Lease lease) {
  const auto started = options_.now();
  const auto tried = tried_before(sender.id, lease.message);
  Attempt attempt;
  try {
    attempt = co_await carrier_.send(sender, lease.draft,
                                     callback_data_with(lease.tag, lease.draft.callback_data), tried);
  } catch (const std::exception& error) {
    attempt = meta::no_answer(error.what());  // it is the answer: nobody knows
  }
  note(sender.id, lease.message, attempt, started);
  co_await keep(sender, lease, attempt);
  --under_way_;
  figures_.note_calls(under_way_);
  wake();
}

Tried Runner::tried_before(SenderId sender, MessageKey message) const {
  Tried tried;
  const auto draft = put_off_.find(message.value);
  if (draft != put_off_.end()) tried.draft = draft->second;
  const auto number = setbacks_.find(sender.value);
  if (number == setbacks_.end()) return tried;
  tried.sender = number->second.streak;
  // One that Meta stumbles over each time does not hold the others longer each time.
  if (number->second.message == message.value && tried.sender.count > 0) --tried.sender.count;
  return tried;
}

void Runner::note(SenderId sender, MessageKey message, const Attempt& attempt, Timestamp started) {
  note_setback(sender, message, attempt, started);
  if (attempt.outcome != AttemptOutcome::passing) {
    put_off_.erase(message.value);
    return;
  }
  if (put_off_.size() >= most_remembered) put_off_.clear();
  lengthen(put_off_[message.value], attempt);
}

// What was under way together is told the same by Meta, and counts once; so does one message, however often it is told.
void Runner::note_setback(SenderId sender, MessageKey message, const Attempt& attempt, Timestamp started) {
  auto& setback = setbacks_[sender.value];
  if (started < setback.at) return;
  if (!concerns_sender(attempt)) {
    setback.streak = {};
    return;
  }
  // Of others that were under way with it the next one counts.
  const bool is_told_again = setback.message == message.value && is_same(setback.streak, attempt);
  if (is_told_again) return;
  lengthen(setback.streak, attempt);
  setback.at = options_.now();
  setback.message = message.value;
}

// As long as the storage takes no writes, this is all that knows.
Task<> Runner::keep(const Sender& sender, const Lease& lease, const Attempt& attempt) {
  std::vector<Sender> held;
  Timer pause(context_.get_executor());
  for (auto time = first_pause;; time = std::min(2 * time, longest_pause)) {
    std::string why;
    try {
      if (attempt.reach == AttemptReach::account && attempt.outcome == AttemptOutcome::passing) {
        held = *co_await store_.senders(sender.organization);
        std::erase_if(held, [&](const Sender& other) { return other.waba != sender.waba; });
      }
      const auto work = [&](Transaction& in) { settle(in, sender, lease, attempt, held); };
      const auto expect = [&](Transaction& in) { expect_attempt(in, sender, lease, attempt); };
      co_await store_.write(work, expect, 1024);
    } catch (const std::exception& error) {
      why = error.what();
    }
    if (why.empty()) {
      options_.settled(sender.organization, lease.message);
      break;
    }
    spdlog::error("outbox: what came of message {} is not kept yet: {}", lease.message.value, why);
    pause.expires_after(time);
    co_await pause.async_wait(until_done);
  }
  if (concerns_all(attempt)) nothing_before_ = std::max(nothing_before_, options_.now() + attempt.hold);
}

void Runner::settle(Transaction& in, const Sender& sender, const Lease& lease, const Attempt& attempt,
                    const std::vector<Sender>& held) const {
  const auto now = options_.now();
  const auto errors = [&] { return meta::errors_array(attempt.error); };
  if (attempt.took_token) token_is_accepted(in, sender);
  switch (attempt.outcome) {
    case AttemptOutcome::accepted: return accepted(in, sender, lease, attempt);
    case AttemptOutcome::refused: return failed(in, sender, lease, errors());
    case AttemptOutcome::unknown: return became_unknown(in, sender, lease, now + options_.give_up);
    case AttemptOutcome::no_token: {
      const bool is_too_old = now + options_.token_pause > lease.created_at + options_.give_up;
      if (is_too_old) {
        failed(in, sender, lease, errors());
      } else {
        put_off(in, sender, lease, lease.created_at, errors());  // the oldest is tried the next time, too
      }
      return hold(in, sender, is_too_old ? now : now + options_.token_pause, attempt.error.title, true);
    }
    case AttemptOutcome::passing:
      if (now + std::max(attempt.wait, attempt.hold) > lease.created_at + options_.give_up) {
        failed(in, sender, lease, errors());
      } else {
        put_off(in, sender, lease, now + attempt.wait, errors());
      }
      if (!concerns_sender(attempt)) return;
      if (held.empty()) return hold(in, sender, now + attempt.hold, attempt.error.title, false);
      for (const auto& each : held) hold(in, each, now + attempt.hold, attempt.error.title, false);
  }
}

}  // namespace parley::outbox
