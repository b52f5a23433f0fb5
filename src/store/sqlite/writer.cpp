#include "store/sqlite/writer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace parley::sqlite {
namespace {

// How much one transaction takes.
constexpr JobQueue::Limits usual{.jobs = 512, .bytes = 8 << 20};
constexpr JobQueue::Limits polite{.jobs = 64, .bytes = 1 << 20};

// For how long a polite writer leaves the lock. The least is enough for who waits for it, since that one asks each
// millisecond; it is also how a polite writer finds out that somebody does.
constexpr std::chrono::milliseconds least_way{2};
constexpr std::chrono::milliseconds most_way{50};
constexpr std::chrono::milliseconds between_looks{1};
constexpr std::chrono::seconds remembered{
    1};  // for how long others count as writing after each write of theirs

constexpr std::chrono::seconds between_probes{1};

constexpr sql::Query setup_version{"SELECT value FROM counter WHERE name = 'setup'"};
// The value has to change: SQLite leaves a page alone that would stay the same.
constexpr sql::Query probe{
    "INSERT INTO counter (name, value) VALUES ('probe', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"};

Job probing() {
  return {.run = [](Transaction& in) { in.db.run(probe); }, .done = [](const std::exception_ptr&) {}};
}

}  // namespace

Writer::Writer(const std::string& path, const EngineOptions& options)
    : options_(options),
      db_(path, Access::write),
      checkpointer_(path),
      queue_({.jobs = options.waiting_writes, .bytes = options.waiting_bytes}, nullptr),
      thread_([this] { work(); }) {}

Writer::~Writer() { finish(); }

void Writer::finish() {
  queue_.end();
  if (thread_.joinable()) thread_.join();
}

std::deque<Job> Writer::take() {
  if (queue_.trouble().empty()) {
    queue_.wait();
  } else if (!queue_.wait_for(between_probes)) {
    std::deque<Job> jobs;
    jobs.push_back(probing());
    return jobs;
  }
  return queue_.take(options_.polite ? polite : usual);
}

void Writer::work() {
  for (;;) {
    auto jobs = take();
    if (jobs.empty()) return;
    run(jobs);
  }
}

void Writer::refresh_routes() {
  auto rows = db_.rows(setup_version);
  rows.next();
  if (rows.integer(0) == routes_version_) return;
  routes_version_ = rows.integer(0);
  routes_.load(db_);
}

// One transaction. Whatever is thrown in it comes back; then nothing of it happened.
std::exception_ptr Writer::attempt(std::deque<Job>& jobs, std::map<std::int64_t, std::int64_t>& rung) {
  bool began = false;
  is_locked_out_ = false;
  held_ = {};
  const auto changes = db_.changes();
  try {
    db_.execute("BEGIN IMMEDIATE");
    began = true;
    const auto locked = std::chrono::steady_clock::now();
    refresh_routes();
    const auto now = options_.clock();
    sql::Recorder recorder(db_, routes_, now);
    Transaction transaction{{db_}, recorder, routes_, now};
    for (auto& job : jobs) job.run(transaction);
    recorder.flush();
    const auto start = std::chrono::steady_clock::now();
    db_.execute("COMMIT");
    began = false;
    const auto end = std::chrono::steady_clock::now();
    const auto took = end - start;
    held_ = end - locked;
    queue_.note_commit(took);
    rung = recorder.rung();
    if (db_.changes() != changes)
      queue_.note_trouble({});  // one that wrote nothing tells nothing of the storage
    move_log();
    return nullptr;
  } catch (const StorageFailure& failure) {
    queue_.note_trouble(failure.what());
    undo(began);
    return std::current_exception();
  } catch (...) {
    undo(began);
    return std::current_exception();
  }
}

void Writer::undo(bool began) {
  routes_version_ = -1;
  is_locked_out_ = !began;
  if (began) db_.abandon();
}

bool Writer::others_have_written() {
  try {
    const auto version = db_.data_version();
    if (std::exchange(others_version_, version) == version) return false;
  } catch (const std::exception&) {
    return false;  // the next write tells what is wrong
  }
  others_wrote_ = std::chrono::steady_clock::now();
  return true;
}

// Between two transactions of a command that writes a lot: the lock goes to nobody in particular when it is released,
// but to whoever asks next, and that would be this writer again. Beside others it is left for as long as it was held,
// and for up to four times as long when none of them came: who waits may wait for a processor too.
void Writer::make_way() {
  if (!options_.polite) return;
  const auto start = std::chrono::steady_clock::now();
  others_have_written();
  const bool is_shared = others_wrote_ && start - *others_wrote_ < remembered;
  const auto least = is_shared ? std::clamp<Moment::duration>(held_, least_way, most_way) : least_way;
  if (queue_.is_over_within(least) || !is_shared) return;
  while (!others_have_written() && std::chrono::steady_clock::now() < start + 4 * least) {
    if (queue_.is_over_within(between_looks)) return;
  }
}

void Writer::move_log() {
  if (!checkpointer_.committed(db_.log_pages())) return;
  const auto done = db_.checkpoint();
  if (!done.failure.empty()) spdlog::warn("checkpoint: {}", done.failure);
}

void Writer::run(std::deque<Job>& jobs) {
  std::map<std::int64_t, std::int64_t> rung;
  const auto why = attempt(jobs, rung);
  queue_.note_batch();
  // Where no transaction could begin, none would for any of them alone.
  if (why && jobs.size() > 1 && !is_locked_out_) {
    for (auto& job : jobs) {
      std::deque<Job> alone;
      alone.push_back(std::move(job));
      run(alone);
    }
    return;
  }
  queue_.note_ended(jobs.size(), why != nullptr);
  for (auto& job : jobs) job.done(why);
  if (bell_) {
    for (const auto& [organization, last] : rung) bell_({organization}, {last});
  }
  make_way();
}

}  // namespace parley::sqlite
