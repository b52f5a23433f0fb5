#include "store/postgres/bell.h"

#include "store/postgres/failure.h"
#include "store/sql/answers.h"
#include "store/sql/condition.h"

#include <spdlog/spdlog.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace parley::postgres {
namespace {

using sql::Query;

constexpr Query listen_to{"LISTEN parley"};
constexpr Query setup_version{"SELECT value FROM counter WHERE name = 'setup'"};

constexpr Query begin{"BEGIN"};
// It is not worth a wait for the disk: who misses it looks by himself.
constexpr Query do_not_wait{"SET LOCAL synchronous_commit = off"};
constexpr Query ring_others{"SELECT pg_notify('parley', $1)"};
constexpr Query commit{"COMMIT"};

constexpr std::chrono::milliseconds between_looks{500};
constexpr std::size_t most_bytes = 7'000;  // a notification takes 8,000
constexpr std::size_t most_at_once = 500;

// The numbers of "1:20 2:31".
template <class Take>
void each_pair(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto pair = text.substr(0, end);
    const auto colon = pair.find(':');
    std::int64_t organization = 0, last = 0;
    if (colon != std::string_view::npos) {
      std::from_chars(pair.data(), pair.data() + colon, organization);
      std::from_chars(pair.data() + colon + 1, pair.data() + pair.size(), last);
    }
    if (organization >= 0 && last > 0) take(organization, last);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

void Listener::ring(std::int64_t organization, std::int64_t last) {
  if (shared_.is_news(organization, last) && bell_) bell_({organization}, {last});
}

// Organization 0 stands for the set-up.
void Listener::notify(Connection& db, const std::map<std::int64_t, std::int64_t>& rung,
                      bool has_changed_setup) const {
  std::string text = has_changed_setup ? "0:" + std::to_string(shared_.setup()) : "";
  const auto send = [&] {
    if (text.empty()) return;
    db.run(begin);
    db.run(do_not_wait);
    db.tell(ring_others, text);
    db.run(commit);
    text.clear();
  };
  for (const auto& [organization, last] : rung) {
    text += (text.empty() ? "" : " ") + std::to_string(organization) + ":" + std::to_string(last);
    if (text.size() > most_bytes) send();
  }
  send();
  db.send_on();
}

void Listener::stop() {
  is_stopped_ = true;
  db_.close();
}

void Listener::listen() {
  while (!is_stopped_) {
    try {
      if (!db_.link().is_open()) connect();
      db_.link().wait_for_news(next_look_);
      take_notes();
      if (std::chrono::steady_clock::now() >= next_look_) look();
    } catch (const std::exception& failure) {
      // Others' changes are seen late as long as this lasts; the next connection looks at once.
      if (!is_stopped_) spdlog::warn("the bell: {}", failure.what());
      db_.close();
      backoff_.failed();
    }
  }
}

void Listener::connect() {
  if (backoff_.next_try() > std::chrono::steady_clock::now())
    Signal(context_).wait_until(backoff_.next_try());
  if (is_stopped_) return;
  db_.open();
  if (!db_.is_pooled()) db_.run(listen_to);  // a pooler keeps notifications to itself
  look();
  backoff_.succeeded();
}

void Listener::take_notes() {
  while (const auto text = db_.link().notification()) {
    each_pair(*text, [this](std::int64_t organization, std::int64_t last) {
      if (organization == 0) return shared_.heard_of_setup(last);
      ring(organization, last);
    });
  }
}

void Listener::look() {
  next_look_ = std::chrono::steady_clock::now() + between_looks;
  shared_.heard_of_setup(sql::first_integer(db_, setup_version));
  look_at_events();
  db_.wait();
  take_notes();
}

void Listener::look_at_events() {
  const auto followed = shared_.followed();
  for (std::size_t from = 0; from < followed.size(); from += most_at_once) {
    std::string list;
    for (auto i = from; i < std::min(from + most_at_once, followed.size()); ++i)
      list += (list.empty() ? "" : ", ") + std::to_string(followed[i]);
    const auto statement = db_.prepare("SELECT id, last_event FROM organization WHERE id IN (" + list + ")");
    while (statement->step()) ring(statement->integer(0), statement->integer(1));
  }
}

}  // namespace parley::postgres
