#include "store/postgres/together.h"

#include "store/postgres/reading.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace parley::postgres {
namespace {

constexpr std::size_t most_at_once = 64;

}  // namespace

bool Together::conversation(Pool& pool, const Sender& sender, std::int64_t number,
                            FunctionRef<void(const ConversationRow&)> sink) {
  const auto mine = std::make_shared<Asked>(
      Asked{.sender = sender, .number = number, .sink = sink, .told = Signal(context_)});
  waiting_.push_back(mine);
  // A second question beside the first would cost more than it saves: those who wait for one answer share the next.
  if (std::exchange(is_asking_, true)) mine->told.wait();
  if (!mine->is_over) {
    auto batch = take();
    ask(pool, batch);
    for (const auto& one : batch) {
      one->is_over = true;
      if (one != mine) one->told.tell();
    }
    pass_on();
  }
  if (mine->why) std::rethrow_exception(mine->why);
  return mine->is_there;
}

// Who asks, who is the first, and those behind.
Together::Batch Together::take() {
  const auto until = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_at_once));
  Batch batch(waiting_.begin(), until);
  waiting_.erase(waiting_.begin(), until);
  return batch;
}

// Catches: what goes wrong is told to each of them.
void Together::ask(Pool& pool, Batch& batch) {
  const auto read = [&](sql::Connection& db) {
    for (const auto& one : batch)
      one->is_there = sql::read_conversation(db, one->sender, one->number, one->sink);
  };
  const auto look = [&](Connection& db) {
    const Connection::Looking looking(db);
    for (const auto& one : batch) sql::expect_conversation(db, one->sender.organization, one->number);
    db.fetch();
    read(db);
  };
  try {
    if (batch.size() == 1) {
      look_up(pool, read);
    } else {
      look_up_together(pool, look);
    }
  } catch (...) {
    for (const auto& one : batch) one->why = std::current_exception();
  }
}

void Together::pass_on() {
  is_asking_ = !waiting_.empty();
  if (is_asking_) waiting_.front()->told.tell();
}

}  // namespace parley::postgres
