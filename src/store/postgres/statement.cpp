#include "store/postgres/statement.h"

#include "base/text.h"
#include "store/postgres/failure.h"

#include <boost/endian/conversion.hpp>

#include <stdexcept>

namespace parley::postgres {
namespace {

constexpr std::size_t most_gathered = 1'000;
constexpr int most_kept_rows = 64;
constexpr int rows_at_once = 1'000;  // of a walk
constexpr std::size_t most_gathered_bytes = 1 << 20;

template <class Number>
Number from_network(const char* bytes) {
  return boost::endian::endian_load<Number, sizeof(Number), boost::endian::order::big>(
      reinterpret_cast<const unsigned char*>(bytes));
}

}  // namespace

Statement::Statement(Connection& connection, std::string text, std::string name)
    : connection_(connection), text_(std::move(text)), name_(std::move(name)), shape_(shape_of(text_)) {}

void Statement::bind(int index, std::int64_t value) { values_.put_integer(index, value); }

// PostgreSQL keeps no text that is not UTF-8, and no NUL in one.
void Statement::bind(int index, std::string_view text) {
  if (is_storable_utf8(text)) return values_.put(index, of_text, text);
  values_.put(index, of_text, storable_utf8(text));
}

void Statement::bind(int index, sql::Blob blob) { values_.put(index, of_bytea, blob.bytes); }

void Statement::bind_null(int index) { values_.put_null(index); }

Link::Ticket Statement::run(Prepared& prepared, const std::string& name, const std::string& text,
                            const Values& values) {
  auto& link = connection_.link_;
  if (!connection_.keeps_statements()) return link.run(text, values);
  if (prepared.in != connection_.era_ || link.is_lost(prepared.ticket)) {
    prepared.name = name + connection_.era_name_;
    prepared.ticket = link.prepare(prepared.name, text, values.types);
    prepared.in = connection_.era_;
    connection_.has_prepared_ = connection_.way_ == Way::forgets;
  }
  return link.run_prepared(prepared.name, values);
}

void Statement::begin(bool looks) {
  auto& db = connection_;
  if (shape_.changes_rows) ++db.changes_;
  if (db.is_writing_) {
    db.note(shape_, values_);
    if (!name_.empty()) answer_ = fetched_.find(values_);
    if (answer_) return;
    db.forget(shape_, values_);
    if (!looks && gather()) return;
    db.send_gathered(shape_);
  }
  if (db.is_looking_ && !name_.empty()) answer_ = fetched_.find(values_);
  if (answer_) return;
  const auto spelt = values_.spelt();
  const bool is_bounded = text_.find(" LIMIT ") != std::string::npos;
  if (looks && db.walk_end_ && shape_.kind == Shape::Kind::look_up && !is_bounded) return begin_walk(spelt);
  db.link_.limit_silence(db.server_.silence);
  if (shape_.begins || shape_.commits) db.is_in_transaction_ = false;
  const auto ticket = name_.empty() ? db.link_.run(text_, spelt) : run(one_, name_, text_, spelt);
  if (shape_.begins) db.begun();
  if (shape_.commits) db.ended();
  if (!looks) return;
  db.link_.sync();
  rows_ = db.link_.wait(ticket);
  if (!db.looks_ahead() || !is_said_ahead_ || !may_be_kept() || PQntuples(rows_.get()) > most_kept_rows)
    return;
  answer_ = fetched_.keep(values_, std::move(rows_));
  db.answers(*this);
}

// However many rows there are, some are here at a time; what is asked between two of them does no harm.
void Statement::begin_walk(const Values& values) {
  cursor_ = "c" + std::to_string(++connection_.cursors_);
  connection_.link_.run("DECLARE " + cursor_ + " NO SCROLL CURSOR FOR " + text_, values);
  fetch_some();
}

void Statement::fetch_some() {
  if (std::chrono::steady_clock::now() > *connection_.walk_end_) throw Interrupted("the walk took too long");
  auto& link = connection_.link_;
  rows_.reset();
  const auto ticket = link.run("FETCH " + std::to_string(rows_at_once) + " FROM " + cursor_, {});
  link.sync();
  rows_ = link.wait(ticket);
  row_ = -1;
}

bool Statement::step() {
  if (!is_begun_) {
    begin(shape_.gives_rows && !connection_.is_telling_);
    is_begun_ = true;
    row_ = -1;
  }
  if (result() == nullptr) return false;
  if (!cursor_.empty() && row_ + 1 == rows_at_once) fetch_some();
  return ++row_ < (answer_ ? static_cast<int>(answer_->rows.size()) : PQntuples(rows_.get()));
}

void Statement::reset() {
  rows_.reset();
  answer_.reset();
  cursor_.clear();  // it ends with its transaction
  is_begun_ = false;
  row_ = -1;
  values_.clear();
}

// ── Ahead ────────────────────────────────────────────────────────────────────────────────────────────────────

bool Statement::ahead() {
  const bool is_look_up = shape_.kind == Shape::Kind::look_up;
  const bool is_known_again =
      is_look_up ? shape_.organization >= 0 : !shape_.unique.empty() && shape_.gives_rows;
  if (connection_.is_writing_ && !name_.empty() && !shape_.in_bulk.empty() && is_known_again) {
    is_said_ahead_ = true;
    if (is_look_up) answer_ = fetched_.find(values_);
    if (answer_) {
      is_begun_ = true;
      return true;
    }
    const bool is_new = !is_look_up || !fetched_.has(values_);
    if (is_new && fetched_.want(values_)) connection_.wants(*this, values_);
  }
  reset();
  return false;
}

Link::Ticket Statement::send_wanted() {
  return run(many_, name_ + "b", shape_.in_bulk, fetched_.wanted().spelt());
}

// ── Gathering ────────────────────────────────────────────────────────────────────────────────────────────────

bool Statement::commutes(const Shape& other, const Bound& values) const {
  if (other.table != shape_.table) return true;
  const auto same = [](const KeyColumn& a, const KeyColumn& b) { return a.column == b.column; };
  const bool have_one_key =
      shape_.is_once_a_key && other.is_once_a_key && std::ranges::equal(shape_.key, other.key, same);
  return have_one_key && !gathered_keys_.contains(values.key(other.key));
}

bool Statement::gather() {
  if (!connection_.looks_ahead() || name_.empty() || !shape_.changes_rows || shape_.gives_rows ||
      shape_.in_bulk.empty())
    return false;
  connection_.send_what_depends(*this, values_);
  auto key = shape_.is_once_a_key ? values_.key(shape_.key) : std::string();
  if (gathered_keys_.contains(key)) send_gathered();
  if (!gathered_.add(values_)) {
    send_gathered();
    if (!gathered_.add(values_)) return false;
  }
  if (shape_.is_once_a_key) gathered_keys_.insert(std::move(key));
  connection_.gathers(*this);
  if (gathered_.runs() >= most_gathered || gathered_.bytes() >= most_gathered_bytes) send_gathered();
  return true;
}

void Statement::send_gathered() {
  if (gathered_.runs() > 0) run(many_, name_ + "b", shape_.in_bulk, gathered_.spelt());
  drop_gathered();
}

void Statement::drop_gathered() {
  gathered_.clear();
  gathered_keys_.clear();
}

// ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

std::int64_t Statement::integer(int column) {
  if (is_null(column)) return 0;
  const char* bytes = PQgetvalue(result(), place(), column_of(column));
  switch (PQftype(result(), column_of(column))) {
    case of_int8: return from_network<std::int64_t>(bytes);
    case of_int4: return from_network<std::int32_t>(bytes);
    case of_bool: return *bytes != 0 ? 1 : 0;
    default: throw std::logic_error("a column that is no integer, of " + text_);
  }
}

std::string_view Statement::text(int column) {
  return {PQgetvalue(result(), place(), column_of(column)),
          static_cast<std::size_t>(PQgetlength(result(), place(), column_of(column)))};
}

bool Statement::is_null(int column) { return PQgetisnull(result(), place(), column_of(column)) != 0; }

}  // namespace parley::postgres
