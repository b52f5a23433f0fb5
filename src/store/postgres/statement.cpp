#include "store/postgres/statement.h"

#include "base/text.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace parley::postgres {
namespace {

// Source: pg_type.dat of PostgreSQL 15; they never change.
constexpr Oid of_unknown = 0, of_bool = 16, of_bytea = 17, of_int8 = 20, of_int4 = 23, of_text = 25;

template <class Number>
Number from_network(const char* bytes) {
  return boost::endian::endian_load<Number, sizeof(Number), boost::endian::order::big>(
      reinterpret_cast<const unsigned char*>(bytes));
}

// The number of the parameter that `text` begins with, from 0; -1: it begins with none.
int parameter_at(std::string_view text) {
  int number = 0;
  if (!text.starts_with('$')) return -1;
  std::from_chars(text.data() + 1, text.data() + text.size(), number);
  return number - 1;
}

// Of "INSERT INTO t (organization, a, b) VALUES ($1, 0, $2)".
int inserted_organization(std::string_view text) {
  const auto columns = text.substr(text.find('(') + 1);
  const auto values = text.find("VALUES (");
  if (!columns.starts_with("organization,") || values == std::string_view::npos) return -1;
  return parameter_at(text.substr(values + std::string_view("VALUES (").size()));
}

int organization_of(std::string_view text) {
  if (text.starts_with("INSERT")) return inserted_organization(text);
  const bool is_of_itself =
      text.starts_with("UPDATE organization ") || text.find("FROM organization ") < text.size();
  const std::string_view words = is_of_itself ? " id = " : "organization = ";
  const auto at = text.find(words);
  return at == std::string_view::npos ? -1 : parameter_at(text.substr(at + words.size()));
}

}  // namespace

Reading read_statement(std::string_view text) {
  Reading reading;
  const bool only_reads =
      text.starts_with("SELECT") || text.starts_with("WITH") || text.starts_with("EXPLAIN");
  reading.changes_rows =
      text.starts_with("INSERT") || text.starts_with("UPDATE") || text.starts_with("DELETE");
  reading.gives_rows = only_reads || text.find(" RETURNING ") != std::string_view::npos;
  reading.keeps_unrouted = text.starts_with("INSERT INTO unrouted");
  reading.changes_setup = text.starts_with("UPDATE counter ") && text.ends_with("'setup'");
  reading.organization = organization_of(text);
  return reading;
}

Statement::Statement(Connection& connection, std::string text, std::string name)
    : connection_(connection),
      text_(std::move(text)),
      name_(std::move(name)),
      reading_(read_statement(text_)) {}

void Statement::put(int index, Oid type, std::string_view bytes) {
  if (index == 1) {
    values_.clear();
    bytes_.clear();
  }
  const auto at = static_cast<std::size_t>(index - 1);
  if (values_.size() <= at) values_.resize(at + 1);
  values_[at] = {.type = type, .at = bytes_.size(), .length = static_cast<int>(bytes.size())};
  bytes_ += bytes;
}

void Statement::bind(int index, std::int64_t value) {
  std::array<char, sizeof value> bytes{};
  boost::endian::endian_store<std::int64_t, sizeof value, boost::endian::order::big>(
      reinterpret_cast<unsigned char*>(bytes.data()), value);
  put(index, of_int8, {bytes.data(), bytes.size()});
}

// PostgreSQL keeps no text that is not UTF-8, and no NUL in one.
void Statement::bind(int index, std::string_view text) {
  if (is_storable_utf8(text)) return put(index, of_text, text);
  put(index, of_text, storable_utf8(text));
}

void Statement::bind(int index, sql::Blob blob) { put(index, of_bytea, blob.bytes); }

void Statement::bind_null(int index) {
  put(index, of_unknown, {});
  values_[static_cast<std::size_t>(index - 1)].length = -1;
}

std::int64_t Statement::organization() const {
  const auto at = static_cast<std::size_t>(reading_.organization);
  if (reading_.organization < 0 || at >= values_.size() || values_[at].type != of_int8) return 0;
  return from_network<std::int64_t>(bytes_.data() + values_[at].at);
}

void Statement::send() {
  if (connection_.is_writing_) {
    if (const auto id = organization(); id > 0) connection_.lock(id);
    connection_.has_unrouted_ |= reading_.keeps_unrouted;
    connection_.setup_changes_ += reading_.changes_setup ? 1 : 0;
  }
  spelt_ = {};
  for (const auto& value : values_) {
    spelt_.types.push_back(value.type);
    spelt_.bytes.push_back(value.length < 0 ? nullptr : bytes_.data() + value.at);
    spelt_.lengths.push_back(std::max(0, value.length));
  }
  auto& link = connection_.link_;
  if (name_.empty()) {
    ticket_ = link.run(text_, spelt_);
  } else {
    const bool is_prepared = prepared_in_ == connection_.opened_ && !link.is_lost(preparation_);
    if (!is_prepared) preparation_ = link.prepare(name_, text_, spelt_.types);
    prepared_in_ = connection_.opened_;
    ticket_ = link.run_prepared(name_, spelt_);
  }
  if (reading_.changes_rows) ++connection_.changes_;
  is_sent_ = true;
}

bool Statement::step() {
  const bool looks = reading_.gives_rows && !connection_.is_telling_;
  if (!is_sent_) {
    send();
    row_ = -1;
    if (!looks) return false;
    connection_.link_.sync();
    rows_ = connection_.link_.wait(ticket_);
  }
  if (!rows_) return false;
  return ++row_ < PQntuples(rows_.get());
}

void Statement::reset() {
  rows_.reset();
  is_sent_ = false;
  row_ = -1;
  values_.clear();
  bytes_.clear();
}

std::int64_t Statement::integer(int column) {
  if (is_null(column)) return 0;
  const char* bytes = PQgetvalue(rows_.get(), row_, column);
  switch (PQftype(rows_.get(), column)) {
    case of_int8: return from_network<std::int64_t>(bytes);
    case of_int4: return from_network<std::int32_t>(bytes);
    case of_bool: return *bytes != 0 ? 1 : 0;
    default: throw std::logic_error("a column that is no integer, of " + text_);
  }
}

std::string_view Statement::text(int column) {
  return {PQgetvalue(rows_.get(), row_, column),
          static_cast<std::size_t>(PQgetlength(rows_.get(), row_, column))};
}

bool Statement::is_null(int column) { return PQgetisnull(rows_.get(), row_, column) != 0; }

}  // namespace parley::postgres
