#include "store/job_queue.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <iterator>

namespace parley {

bool JobQueue::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    const bool full =
        waiting_.size() >= limits_.jobs || (waiting_bytes_ + job.bytes > limits_.bytes && !waiting_.empty());
    if (full || ending_) return false;
    waiting_bytes_ += job.bytes;
    job.since = std::chrono::steady_clock::now();
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  if (arrived_) arrived_();
  return true;
}

void JobQueue::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  if (arrived_) arrived_();
}

bool JobQueue::is_over() const {
  const std::lock_guard lock(mutex_);
  return ending_ && waiting_.empty();
}

std::size_t JobQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::deque<Job> JobQueue::take(Limits most) {
  std::deque<Job> jobs;
  const std::lock_guard lock(mutex_);
  oldest_running_.reset();
  std::size_t bytes = 0;
  while (!waiting_.empty() && jobs.size() < most.jobs &&
         (jobs.empty() || bytes + waiting_.front().bytes <= most.bytes)) {
    bytes += waiting_.front().bytes;
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  waiting_bytes_ -= bytes;
  if (!jobs.empty()) oldest_running_ = jobs.front().since;
  return jobs;
}

void JobQueue::wait() {
  std::unique_lock lock(mutex_);
  oldest_running_.reset();
  changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
}

bool JobQueue::wait_for(std::chrono::steady_clock::duration time) {
  std::unique_lock lock(mutex_);
  oldest_running_.reset();
  return changed_.wait_for(lock, time, [this] { return ending_ || !waiting_.empty(); });
}

bool JobQueue::is_over_within(std::chrono::steady_clock::duration time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return ending_ && waiting_.empty(); });
}

void JobQueue::note_ended(std::size_t jobs, bool failed) {
  jobs_ += jobs;
  if (failed) ++failed_;
}

void JobQueue::note_commit(std::chrono::steady_clock::duration took) {
  commit_micros_ +=
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
}

void JobQueue::note_trouble(std::string words) {
  const std::lock_guard lock(mutex_);
  if (words.empty() != trouble_.empty()) {
    if (words.empty()) {
      spdlog::warn("the store takes writes again");
    } else {
      spdlog::error("the store takes no writes: {}", words);
    }
  }
  trouble_ = std::move(words);
}

std::string JobQueue::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

std::string JobQueue::metrics() const {
  std::size_t waiting = 0, bytes = 0;
  std::chrono::duration<double> oldest{};  // how long the oldest one waits that has not ended
  bool is_troubled = false;
  {
    const std::lock_guard lock(mutex_);
    waiting = waiting_.size();
    bytes = waiting_bytes_;
    is_troubled = !trouble_.empty();
    const auto now = std::chrono::steady_clock::now();
    if (oldest_running_) {
      oldest = now - *oldest_running_;
    } else if (!waiting_.empty()) {
      oldest = now - waiting_.front().since;
    }
  }
  std::string out;
  const auto line = [&out](std::string_view name, std::string_view kind, std::string_view help, auto value) {
    append_metric(out, name, kind, help, static_cast<double>(value));
  };
  line("parley_store_batches_total", "counter", "Write transactions begun", batches_.load());
  line("parley_store_jobs_total", "counter", "Writes asked for and ended", jobs_.load());
  line("parley_store_failed_total", "counter", "Writes that failed", failed_.load());
  line("parley_store_commit_seconds_total", "counter", "Time spent in COMMIT",
       static_cast<double>(commit_micros_) / 1e6);
  line("parley_store_waiting_jobs", "gauge", "Writes that wait", waiting);
  line("parley_store_waiting_bytes", "gauge", "Bytes of writes that wait", bytes);
  line("parley_store_oldest_waiting_seconds", "gauge",
       "For how long the oldest write waits that has not ended", oldest.count());
  line("parley_store_troubled", "gauge", "1 while the storage takes no writes", is_troubled ? 1 : 0);
  return out;
}

void append_metric(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
                   double value) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, kind,
                 value);
}

}  // namespace parley
