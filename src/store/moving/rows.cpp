#include "store/moving/rows.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>

namespace parley::moving {
namespace {

using Number = std::array<unsigned char, sizeof(std::int64_t)>;

constexpr std::int64_t rows_at_once = 100;

Number spell(std::int64_t value) {
  Number bytes{};
  boost::endian::endian_store<std::int64_t, sizeof value, boost::endian::order::big>(bytes.data(), value);
  return bytes;
}

std::string_view view(const Number& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void Rows::add_null() { fields_.push_back({}); }

void Rows::add(std::int64_t value) { add(view(spell(value))); }

void Rows::add(std::string_view bytes) {
  fields_.push_back({.at = bytes_.size(), .length = std::ssize(bytes)});
  bytes_ += bytes;
}

void Rows::append(const Rows& from, std::size_t row) {
  for (std::size_t column = 0; column < columns_; ++column) {
    const auto field = from.at(row, column);
    if (field) {
      add(*field);
    } else {
      add_null();
    }
  }
}

void Rows::clear() {
  bytes_.clear();
  fields_.clear();
}

std::optional<std::string_view> Rows::at(std::size_t row, std::size_t column) const {
  const auto& field = fields_[row * columns_ + column];
  if (field.length < 0) return std::nullopt;
  return std::string_view(bytes_).substr(field.at, static_cast<std::size_t>(field.length));
}

std::int64_t Rows::integer(std::size_t row, std::size_t column) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(at(row, column).value().data());
  return boost::endian::endian_load<std::int64_t, sizeof(std::int64_t), boost::endian::order::big>(bytes);
}

std::strong_ordering compare_keys(const Table& table, const Row& a, const Row& b) {
  for (std::size_t i = 0; i < table.keys; ++i) {
    const auto order = table.columns[i].kind == Kind::integer
                           ? a.rows.integer(a.index, i) <=> b.rows.integer(b.index, i)
                           : a.rows.at(a.index, i).value() <=> b.rows.at(b.index, i).value();
    if (order != std::strong_ordering::equal) return order;
  }
  return std::strong_ordering::equal;
}

bool is_same(const Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.rows.columns(); ++i) {
    if (a.rows.at(a.index, i) != b.rows.at(b.index, i)) return false;
  }
  return true;
}

void Digest::add(const Row& row) {
  for (std::size_t i = 0; i < row.rows.columns(); ++i) {
    const auto field = row.rows.at(row.index, i);
    waiting_ += view(spell(field ? std::ssize(*field) : -1));
    if (field) waiting_ += *field;
  }
  if (++rows_ % rows_at_once == 0) fold();
}

void Digest::fold() {
  waiting_.insert(0, bytes_of(hash_));
  hash_ = sha256(waiting_);
  waiting_.clear();
}

std::string Digest::text() {
  fold();
  return to_hex(bytes_of(hash_));
}

}  // namespace parley::moving
