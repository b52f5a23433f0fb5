#include "store/sqlite/writer.h"

#include "base/problem.h"

#include <spdlog/spdlog.h>

namespace parley::sqlite {
namespace {

constexpr std::size_t batch_jobs = 512;
constexpr std::size_t batch_bytes = 8 << 20;

constexpr sql::Query setup_version{"SELECT value FROM counter WHERE name = 'setup'"};

}  // namespace

Writer::Writer(const std::string& path, const EngineOptions& options)
    : options_(options), db_(path, Access::write), checkpointer_(path), thread_([this] { work(); }) {}

Writer::~Writer() { finish(); }

void Writer::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    const bool full = waiting_.size() >= options_.waiting_writes ||
                      (waiting_bytes_ + job.bytes > options_.waiting_bytes && !waiting_.empty());
    if (full || ending_) throw Problem::unavailable("The store is behind; try again");
    waiting_bytes_ += job.bytes;
    waiting_.push_back(std::move(job));
  }
  arrived_.notify_one();
}

WriterCounts Writer::counts() const {
  WriterCounts counts{.batches = batches_, .jobs = jobs_, .failed = failed_, .commit_micros = commit_micros_};
  const std::lock_guard lock(mutex_);
  counts.waiting = waiting_.size();
  counts.waiting_bytes = waiting_bytes_;
  return counts;
}

std::deque<Job> Writer::take() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
  std::deque<Job> jobs;
  std::size_t bytes = 0;
  while (!waiting_.empty() && jobs.size() < batch_jobs &&
         (jobs.empty() || bytes + waiting_.front().bytes <= batch_bytes)) {
    bytes += waiting_.front().bytes;
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  waiting_bytes_ -= bytes;
  return jobs;
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
  try {
    db_.execute("BEGIN IMMEDIATE");
    began = true;
    refresh_routes();
    const auto now = options_.clock();
    sql::Recorder recorder(db_, routes_, now);
    Transaction transaction{{db_}, recorder, routes_, now};
    for (auto& job : jobs) job.run(transaction);
    recorder.flush();
    const auto start = std::chrono::steady_clock::now();
    db_.execute("COMMIT");
    began = false;
    const auto took = std::chrono::steady_clock::now() - start;
    commit_micros_ +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    rung = recorder.rung();
    move_log();
    return nullptr;
  } catch (...) {
    routes_version_ = -1;
    is_locked_out_ = !began;
    if (began) db_.abandon();
    return std::current_exception();
  }
}

void Writer::move_log() {
  try {
    if (checkpointer_.committed(db_.log_pages())) db_.checkpoint();
  } catch (const std::exception& error) {
    // What was committed is in the log and stays there until a later checkpoint moves it.
    spdlog::warn("checkpoint: {}", error.what());
  }
}

void Writer::run(std::deque<Job>& jobs) {
  std::map<std::int64_t, std::int64_t> rung;
  const auto why = attempt(jobs, rung);
  ++batches_;
  // Where no transaction could begin, none would for any of them alone.
  if (why && jobs.size() > 1 && !is_locked_out_) {
    for (auto& job : jobs) {
      std::deque<Job> alone;
      alone.push_back(std::move(job));
      run(alone);
    }
    return;
  }
  jobs_ += jobs.size();
  if (why) ++failed_;
  for (auto& job : jobs) job.done(why);
  if (!bell_) return;
  for (const auto& [organization, last] : rung) bell_({organization}, {last});
}

}  // namespace parley::sqlite
