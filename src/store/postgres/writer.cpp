#include "store/postgres/writer.h"

#include "base/problem.h"
#include "store/postgres/failure.h"
#include "store/sql/answers.h"
#include "store/sql/schema.h"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace parley::postgres {
namespace {

// How much one transaction takes.
constexpr JobQueue::Limits usual{.jobs = 512, .bytes = 8 << 20};
constexpr JobQueue::Limits polite{.jobs = 64, .bytes = 1 << 20};

constexpr std::chrono::seconds between_probes{1};
constexpr std::chrono::microseconds between_counts{200};
constexpr std::chrono::milliseconds longest_wait{4};
constexpr int most_tries = 8;
constexpr std::chrono::milliseconds longest_pause{50};

// A commit whose wait for a standby was cut short counts as one all the same: it must never be.
constexpr sql::Query wait_for_standbys{"SET LOCAL statement_timeout = 0"};
constexpr sql::Query commit{"COMMIT"};
constexpr sql::Query check_schema{"SELECT check_schema($1)"};
constexpr sql::Query setup_version{"SELECT value FROM counter WHERE name = 'setup'"};
constexpr sql::Query hold_setup{"SELECT value FROM counter WHERE name = 'setup' FOR SHARE"};
constexpr sql::Query probe{
    "INSERT INTO counter (name, value) VALUES ('probe', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"};

Job probing() {
  return {.run = [](Transaction& in) { in.db.run(probe); }, .done = [](const std::exception_ptr&) {}};
}

// Those who met wait for different times, lest they meet again.
std::chrono::microseconds some_time(int tries) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto most = std::min<std::chrono::microseconds>(std::chrono::milliseconds{1 << tries}, longest_pause);
  return std::chrono::microseconds{random() % static_cast<unsigned>(most.count())};
}

}  // namespace

Writer::Writer(const Server& server, const EngineOptions& options, Shared& shared)
    : options_(options),
      shared_(shared),
      db_(context_, server),
      listener_(context_, server, shared),
      queue_({.jobs = options.waiting_writes, .bytes = options.waiting_bytes},
             [this] {
               if (is_idle_.exchange(false)) asio::post(context_, [this] { arrived_.tell(); });
             }),
      thread_([this] { serve(); }) {}

Writer::~Writer() { finish(); }

void Writer::finish() {
  queue_.end();
  if (thread_.joinable()) thread_.join();
}

void Writer::on_commit(Engine::Bell bell) {
  asio::post(context_, [this, bell = std::move(bell)] { listener_.on_news(bell); });
}

void Writer::on_growth(std::function<void()> bell) {
  asio::post(context_, [this, bell = std::move(bell)]() mutable { grown_ = std::move(bell); });
}

void Writer::serve() {
  const auto broken = [](const std::exception_ptr& why) {
    if (why) std::rethrow_exception(why);
  };
  start_fiber(
      [this] {
        work();
        db_.close();
        listener_.stop();
        guard_.reset();
      },
      broken);
  // A command is over before others do anything that it would have to know.
  if (!options_.polite) start_fiber([this] { listener_.listen(); }, broken);
  context_.run();
}

void Writer::work() {
  for (;;) {
    wait_for_company();
    auto jobs = take();
    if (jobs.empty()) return;
    last_jobs_ = jobs.size();
    const auto start = std::chrono::steady_clock::now();
    run(jobs);
    last_took_ = std::chrono::steady_clock::now() - start;
  }
}

// Who was answered a moment ago comes again soon, where many do: one transaction for them and for those who came
// meanwhile costs less than one for each half. It is waited for no longer than a fraction of what the last one took.
void Writer::wait_for_company() {
  constexpr std::size_t many = 16, enough = 64;
  if (options_.polite || last_jobs_ < many) return;
  const auto wanted = std::min(enough, last_jobs_ + queue_.waiting());
  const auto until =
      std::chrono::steady_clock::now() + std::min<Moment::duration>(last_took_ / 5, longest_wait);
  while (queue_.waiting() < wanted && std::chrono::steady_clock::now() < until && !queue_.is_over())
    Signal(context_).wait_until(std::chrono::steady_clock::now() + between_counts);
}

std::deque<Job> Writer::take() {
  for (;;) {
    is_idle_ = true;  // before the look: what comes behind it rings
    auto jobs = queue_.take(options_.polite ? polite : usual);
    if (!jobs.empty() || queue_.is_over()) {
      is_idle_ = false;
      return jobs;
    }
    const bool is_troubled = !queue_.trouble().empty();
    const auto until = is_troubled ? std::chrono::steady_clock::now() + between_probes : Moment::max();
    if (!arrived_.wait_until(until) && is_troubled) {
      jobs.push_back(probing());
      return jobs;
    }
  }
}

void Writer::run(std::deque<Job>& jobs) {
  queue_.note_batch();
  db_.look_ahead(true);
  auto outcome = attempt(jobs, {});
  db_.look_ahead(false);  // the second time as it stands
  if (outcome.kind == Outcome::Kind::conflict) outcome = attempt(jobs, db_.locked());
  const bool is_lost = outcome.kind == Outcome::Kind::unreachable;
  if (is_lost && !outcome.may_be_done) outcome = attempt(jobs, {});
  if (outcome.why && jobs.size() > 1 && outcome.kind != Outcome::Kind::unreachable) {
    for (auto& job : jobs) {
      std::deque<Job> alone;
      alone.push_back(std::move(job));
      queue_.note_batch();
      const auto of_it = try_again_and_again(alone);
      tell(alone, of_it);
    }
    return;
  }
  if (outcome.kind == Outcome::Kind::conflict) outcome = try_again_and_again(jobs);
  tell(jobs, outcome);
}

Writer::Outcome Writer::try_again_and_again(std::deque<Job>& jobs) {
  auto outcome = attempt(jobs, {});
  for (int tries = 1; outcome.kind == Outcome::Kind::conflict && tries < most_tries; ++tries) {
    Signal(context_).wait_until(std::chrono::steady_clock::now() + some_time(tries));
    outcome = attempt(jobs, db_.locked());
  }
  return outcome;
}

void Writer::tell(std::deque<Job>& jobs, const Outcome& outcome) {
  queue_.note_ended(jobs.size(), outcome.why != nullptr);
  for (auto& job : jobs) job.done(outcome.why);
  if (outcome.why) return;
  for (const auto& [organization, last] : rung_) listener_.ring(organization, last);
}

// One transaction. Whatever is thrown in it comes back; then nothing of it happened.
// `organizations` are those that the connection had locked, which it forgets now.
Writer::Outcome Writer::attempt(std::deque<Job>& jobs, std::set<std::int64_t> organizations) {
  using enum Outcome::Kind;
  Outcome outcome;
  is_committing_ = false;
  const auto changes = db_.changes();
  const auto gives_up = [](const char* words) {
    return std::make_exception_ptr(Problem::unavailable(words));
  };
  try {
    transact(jobs, organizations);
  } catch (const Conflict& met) {
    outcome = {.kind = conflict, .why = gives_up("The store is busy; try again")};
  } catch (const Interrupted&) {
    outcome = {.kind = failed, .why = gives_up("The store is behind; try again")};
  } catch (const ServerFailure& failure) {
    queue_.note_trouble(failure.what());
    outcome = {.kind = unreachable, .why = gives_up("The store takes no writes now; try again")};
  } catch (...) {
    outcome = {.kind = failed, .why = std::current_exception()};
  }
  outcome.may_be_done = is_committing_;
  if (outcome.why) {
    undo(outcome);
  } else if (db_.changes() != changes) {
    queue_.note_trouble({});  // one that wrote nothing tells nothing of the storage
    if (growth_.is_due(db_.changes() - changes)) grown_();
  }
  return outcome;
}

void Writer::transact(std::deque<Job>& jobs, const std::set<std::int64_t>& organizations) {
  connect();
  db_.link().recover();  // what the last bell gave
  db_.begin_writing();
  for (const auto organization : organizations) db_.lock(organization);
  refresh_routes();
  const auto now = options_.clock();
  sql::Recorder recorder(db_, routes_, now);
  Transaction transaction{{db_}, recorder, routes_, now};
  if (db_.looks_ahead()) look_ahead(jobs, transaction);
  run(jobs, transaction);
  recorder.flush();
  db_.settle();
  if (db_.has_unrouted()) check_routes();
  const auto setup = db_.setup_changes() > 0 ? sql::first_integer(db_, setup_version) : 0;
  const auto start = std::chrono::steady_clock::now();
  db_.end_writing();
  db_.tell(check_schema, std::ssize(sql::schema_steps()));
  const auto warnings = db_.link().warnings();
  db_.run(wait_for_standbys);
  db_.run(commit);
  is_committing_ = true;
  db_.wait();
  // Somebody has cut it short: the change is here, and on no standby perhaps.
  if (db_.link().warnings() != warnings) throw ServerFailure("PostgreSQL: a commit was not confirmed");
  is_committing_ = false;
  queue_.note_commit(std::chrono::steady_clock::now() - start);
  rung_ = recorder.rung();
  shared_.heard_of_setup(setup);
  if (!rung_.empty() || setup > 0) listener_.notify(db_, rung_, setup > 0);
}

// What all of them will ask for comes in a few questions, instead of one for each look at each row.
void Writer::look_ahead(std::deque<Job>& jobs, Transaction& transaction) {
  constexpr int most_rounds = 4;
  for (int round = 0; round < most_rounds; ++round) {
    transaction.recorder.begin_expecting(round);
    for (auto& job : jobs) {
      if (job.expect) job.expect(transaction);
    }
    if (!db_.fetch()) return;
  }
}

void Writer::run(std::deque<Job>& jobs, Transaction& transaction) {
  constexpr std::size_t at_least = 12;  // before it is worth a statement for each table
  std::size_t since = 0;
  for (auto& job : jobs) {
    job.run(transaction);
    if (++since < std::max(at_least, jobs.size() / 3)) continue;
    db_.push();
    since = 0;
  }
}

void Writer::connect() {
  if (db_.link().is_well()) return;
  if (backoff_.next_try() > std::chrono::steady_clock::now())
    Signal(context_).wait_until(backoff_.next_try());
  backoff_.failed();
  db_.open();
  backoff_.succeeded();
}

void Writer::undo(const Outcome& outcome) {
  routes_version_ = -1;
  db_.end_writing();
  if (outcome.kind == Outcome::Kind::unreachable) return db_.close();
  try {
    db_.link().recover();
  } catch (const ServerFailure&) {
    db_.close();  // the next attempt opens it anew, and tells what is wrong
  }
}

void Writer::refresh_routes() {
  const auto version = sql::first_integer(db_, setup_version);
  if (version == routes_version_) return;
  routes_version_ = version;
  shared_.heard_of_setup(version);
  routes_.load(db_);
}

// A body is kept for a number that nobody has; whoever is adding that number now must find it, or we the number.
void Writer::check_routes() {
  if (sql::first_integer(db_, hold_setup) == routes_version_ + db_.setup_changes()) return;
  throw Conflict("the numbers changed meanwhile");
}

}  // namespace parley::postgres
