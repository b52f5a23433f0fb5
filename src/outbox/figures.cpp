#include "outbox/figures.h"

#include "store/job_queue.h"

#include <string_view>

namespace parley::outbox {

void Figures::Sums::take(std::optional<Timestamp> at) {
  if (at && (!oldest || *at < *oldest)) oldest = at;
}

void Figures::Sums::add(const Sending& one, Timestamp now) {
  waiting += one.waiting;
  unknown += one.unknown;
  marks += one.marks;
  accepted += one.accepted;
  failed += one.failed;
  refused += one.refused_since ? 1 : 0;
  held += one.held_until && *one.held_until > now ? 1 : 0;
  take(one.oldest);
}

void Figures::Sums::add(const Sums& other) {
  waiting += other.waiting;
  unknown += other.unknown;
  marks += other.marks;
  accepted += other.accepted;
  failed += other.failed;
  refused += other.refused;
  held += other.held;
  take(other.oldest);
}

void Figures::note(OrganizationId organization, const std::vector<Sending>& all, Timestamp now) {
  Sums sums;
  for (const auto& one : all) sums.add(one, now);
  const std::lock_guard lock(mutex_);
  of_[organization.value] = sums;
}

void Figures::note_calls(std::int64_t under_way) {
  const std::lock_guard lock(mutex_);
  calls_ = under_way;
}

Figures::Sums Figures::of_all() const {
  Sums sums;
  for (const auto& [organization, of] : of_) sums.add(of);
  return sums;
}

std::string Figures::metrics(Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const auto sums = of_all();
  const auto age = sums.oldest ? std::chrono::duration<double>(now - *sums.oldest).count() : 0.0;
  std::string out;
  const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
    append_metric(out, name, "gauge", help, static_cast<double>(value));
  };
  const auto counter = [&](std::string_view name, std::string_view help, auto value) {
    append_metric(out, name, "counter", help, static_cast<double>(value));
  };
  gauge("parley_outbox_waiting", "Messages that wait to be sent, or are being sent.", sums.waiting);
  gauge("parley_outbox_oldest_seconds", "How long the oldest of those whose turn it is has waited.", age);
  gauge("parley_outbox_unknown", "Messages of which nobody knows whether they were sent.", sums.unknown);
  gauge("parley_outbox_marks", "Conversations of which Meta is still to be told that they were read.",
        sums.marks);
  gauge("parley_outbox_calls", "Messages that this process is sending.", calls_);
  counter("parley_outbox_accepted_total", "Messages that Meta took.", sums.accepted);
  counter("parley_outbox_failed_total", "Messages that Meta refused, or that were given up.", sums.failed);
  gauge("parley_outbox_senders_held", "Numbers that wait because of a limit of Meta's.", sums.held);
  gauge("parley_outbox_tokens_refused", "Numbers whose access token Meta refuses.", sums.refused);
  return out;
}

}  // namespace parley::outbox
