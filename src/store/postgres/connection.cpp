#include "store/postgres/connection.h"

#include "base/secrets.h"
#include "store/postgres/failure.h"
#include "store/postgres/spelling.h"
#include "store/postgres/statement.h"

#include <algorithm>
#include <utility>

namespace parley::postgres {
namespace {

// For this transaction ($1 is 1) or for good. Every statement is planned once: its values change nothing about which index
// serves it. That index is taken however few rows there were when it was planned, row by row, and gives the order. Who stands still in a transaction holds up others, who wait for longer than that. Weaker durability than the
// disk of a standby is the operator's to choose, but not none at all.
constexpr sql::Query configure{
    "SELECT set_config('plan_cache_mode', 'force_generic_plan', $1 = 1), set_config('statement_timeout', $2, $1 = 1), "
    "set_config('enable_seqscan', 'off', $1 = 1), set_config('enable_hashjoin', 'off', $1 = 1), "
    "set_config('enable_mergejoin', 'off', $1 = 1), set_config('enable_sort', 'off', $1 = 1), "
    "set_config('jit', 'off', $1 = 1), "
    "set_config('idle_in_transaction_session_timeout', '10s', $1 = 1), set_config('synchronous_commit', "
    "CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, $1 = 1)"};
constexpr int for_good = 0, for_this_transaction = 1;

constexpr sql::Query begin{"BEGIN"};
// Blocking in ascending order only, so that no two transactions wait for each other.
constexpr sql::Query lock_next{"SELECT 1 FROM organization WHERE id = $1 FOR NO KEY UPDATE"};
constexpr sql::Query lock_now{"SELECT 1 FROM organization WHERE id = $1 FOR NO KEY UPDATE NOWAIT"};

}  // namespace

Connection::Connection(asio::io_context& context, const Server& server) : server_(server), link_(context) {}

Connection::~Connection() = default;

void Connection::open(Moment deadline) {
  link_.limit_silence(server_.silence);
  link_.open(server_.address, std::min(deadline, std::chrono::steady_clock::now() + server_.connecting));
  ++era_;
  era_name_.clear();
  is_writing_ = is_in_transaction_ = has_prepared_ = false;
  way_ = way_of(link_);
  if (way_ == Way::direct) tell(configure, for_good, limit_of_statements());
  wait();
}

std::string Connection::limit_of_statements() const { return std::to_string(server_.statement.count()); }

// Through a pooler it may be another server than before, with settings of somebody else's.
void Connection::begun() {
  if (!is_pooled()) return;
  tell(configure, for_this_transaction, limit_of_statements());
  is_in_transaction_ = true;
  has_prepared_ = false;
  if (way_ == Way::keeps_statements) return;
  ++era_;
  era_name_ = "_" + random_symbols(20);  // unlike any that a failed transaction left on that server
}

void Connection::ended() {
  link_.limit_silence({});
  if (has_prepared_) link_.run("DEALLOCATE ALL", {});  // behind the commit, on the same server
  has_prepared_ = false;
}

void Connection::execute(const std::string& text) {
  send_gathered();
  forget_all();
  for (const auto& one : statements_of(text)) link_.run(one, {});
}

std::unique_ptr<sql::Statement> Connection::prepare(const std::string& text) {
  return std::make_unique<Statement>(*this, text, "");
}

sql::Statement& Connection::prepared(const sql::Query& query) {
  auto& slot = statements_[query.text.data()];
  if (!slot) {
    auto name = "p" + std::to_string(statements_.size());
    slot = std::make_unique<Statement>(*this, std::string(query.text), std::move(name));
  }
  return *slot;
}

void Connection::wait() {
  link_.sync();
  link_.wait_for_all();
}

void Connection::send_on() { link_.sync(); }

void Connection::begin_writing() {
  end_writing();
  run(begin);
  is_writing_ = true;
  locked_.clear();
  has_unrouted_ = false;
  setup_changes_ = 0;
}

// What is still gathered belongs to a transaction that is given up.
void Connection::end_writing() {
  is_writing_ = false;
  for (auto* statement : gathering_) statement->drop_gathered();
  gathering_.clear();
  drop_fetched();
}

void Connection::drop_fetched() {
  for (auto* statement : wanting_) statement->fetched() = AheadOfOne(statement->shape());
  for (auto* statement : answered_) statement->fetched() = AheadOfOne(statement->shape());
  wanting_.clear();
  answered_.clear();
  wanted_organizations_.clear();
}

void Connection::settle() {
  send_gathered();
  for (auto* statement : answered_) {
    if (statement->fetched().unclaimed() > 0) throw Conflict("a write came ahead of nobody");
  }
}

void Connection::push() {
  send_gathered();
  link_.push();
}

// ── What its statements say of themselves while it writes ────────────────────────────────────────────────────

void Connection::note(const Shape& shape, const Bound& values) {
  const auto at = static_cast<std::size_t>(shape.organization);
  const auto organization = shape.organization < 0 ? 0 : values.integer(at);
  if (organization > 0) lock(organization);
  has_unrouted_ |= shape.keeps_unrouted;
  setup_changes_ += shape.changes_setup ? 1 : 0;
}

void Connection::forget(const Shape& write, const Bound& values) {
  if (write.kind == Shape::Kind::look_up) return;
  if (write.table.empty()) return forget_all();
  for (auto* statement : answered_) {
    if (statement->shape().table == write.table) statement->fetched().forget(write, values);
  }
}

void Connection::forget_all() {
  for (auto* statement : answered_) statement->fetched().forget_all();
}

void Connection::wants(Statement& statement, const Bound& values) {
  if (std::ranges::find(wanting_, &statement) == wanting_.end()) wanting_.push_back(&statement);
  const auto& shape = statement.shape();
  if (shape.organization < 0) return;
  const auto organization = values.integer(static_cast<std::size_t>(shape.organization));
  if (organization > 0) wanted_organizations_.insert(organization);
}

bool Connection::fetch() {
  if (wanting_.empty()) return false;
  const auto organizations = std::exchange(wanted_organizations_, {});
  for (const auto organization : organizations) {
    if (is_writing_) lock(organization);
  }
  const auto asking = std::exchange(wanting_, {});
  for (auto* statement : asking) send_gathered(statement->shape());
  std::vector<Link::Ticket> tickets;
  for (auto* statement : asking) {
    // Known from here on, so that what was sent is put away with the transaction.
    answers(*statement);
    tickets.push_back(statement->send_wanted());
  }
  link_.sync();
  for (std::size_t i = 0; i < asking.size(); ++i) asking[i]->fetched().take(link_.wait(tickets[i]));
  return true;
}

void Connection::answers(Statement& statement) {
  if (std::ranges::find(answered_, &statement) == answered_.end()) answered_.push_back(&statement);
}

void Connection::gathers(Statement& statement) {
  if (std::ranges::find(gathering_, &statement) == gathering_.end()) gathering_.push_back(&statement);
}

void Connection::send_gathered() {
  for (auto* statement : std::exchange(gathering_, {})) statement->send_gathered();
}

void Connection::send_gathered(const Shape& before) {
  if (before.kind == Shape::Kind::other && !before.gives_rows) return send_gathered();
  std::erase_if(gathering_, [&](Statement* statement) {
    if (!before.mentions(statement->shape().table)) return false;
    statement->send_gathered();
    return true;
  });
}

void Connection::send_what_depends(const Statement& on, const Bound& values) {
  std::erase_if(gathering_, [&](Statement* statement) {
    if (statement == &on || statement->commutes(on.shape(), values)) return false;
    statement->send_gathered();
    return true;
  });
}

// ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────

void Connection::lock(std::int64_t organization) {
  if (locked_.contains(organization)) return;
  const bool is_in_order = locked_.empty() || *locked_.rbegin() < organization;
  locked_.insert(organization);
  is_writing_ = false;  // the lock itself needs none
  tell(is_in_order ? lock_next : lock_now, organization);
  is_writing_ = true;
}

}  // namespace parley::postgres
