#include "store/postgres/together.h"

#include "store/postgres/reading.h"

#include <algorithm>

namespace parley::postgres {
namespace {

constexpr int most_asking = 2;  // so that one is under way while another is read
constexpr std::size_t most_at_once = 64;

}  // namespace

bool Together::conversation(Pool& pool, const Sender& sender, std::int64_t number,
                            FunctionRef<void(const ConversationRow&)> sink) {
  const auto mine = std::make_shared<Asked>(
      Asked{.sender = sender, .number = number, .sink = sink, .told = Signal(context_)});
  waiting_.push_back(mine);
  if (asking_ < most_asking) {
    ++asking_;
  } else {
    mine->told.wait();
  }
  if (!mine->is_over) {
    auto batch = take(*mine);
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

// All that wait, but for those who are about to ask themselves.
Together::Batch Together::take(const Asked& first) {
  Batch batch;
  std::erase_if(waiting_, [&](const std::shared_ptr<Asked>& one) {
    const bool is_taken = one.get() == &first || (!one->asks && batch.size() < most_at_once);
    if (is_taken) batch.push_back(one);
    return is_taken;
  });
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
  const auto next = std::ranges::find(waiting_, false, [](const auto& one) { return one->asks; });
  if (next == waiting_.end()) {
    --asking_;
    return;
  }
  (*next)->asks = true;
  (*next)->told.tell();
}

}  // namespace parley::postgres
