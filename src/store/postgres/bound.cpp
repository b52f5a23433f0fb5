#include "store/postgres/bound.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace parley::postgres {
namespace {

template <class Number>
void store(char* into, Number value) {
  boost::endian::endian_store<Number, sizeof(Number), boost::endian::order::big>(
      reinterpret_cast<unsigned char*>(into), value);
}

template <class Number>
void append(std::string& out, Number value) {
  std::array<char, sizeof(Number)> bytes{};
  store(bytes.data(), value);
  out.append(bytes.data(), bytes.size());
}

// Of an array: dimensions, whether there are NULLs, the elements' type, how many, the first one's index.
constexpr std::size_t head_bytes = 5 * sizeof(std::int32_t);

Oid array_of(Oid type) {
  constexpr Oid of_byteas = 1001, of_texts = 1009, of_int8s = 1016;
  switch (type) {
    case of_int8: return of_int8s;
    case of_text: return of_texts;
    case of_bytea: return of_byteas;
    default: throw std::logic_error("no array is known of that type");
  }
}

}  // namespace

void Bound::put(int index, Oid type, std::string_view bytes) {
  if (index == 1) clear();
  const auto at = static_cast<std::size_t>(index - 1);
  if (values_.size() <= at) values_.resize(at + 1);
  values_[at] = {.type = type, .at = bytes_.size(), .length = static_cast<int>(bytes.size())};
  bytes_ += bytes;
}

void Bound::put_integer(int index, std::int64_t value) {
  std::array<char, sizeof value> bytes{};
  store(bytes.data(), value);
  put(index, of_int8, {bytes.data(), bytes.size()});
}

void Bound::put_null(int index) {
  put(index, of_unknown, {});
  values_[static_cast<std::size_t>(index - 1)].length = -1;
}

void Bound::clear() {
  values_.clear();
  bytes_.clear();
}

bool Bound::has_null() const {
  return std::ranges::any_of(values_, [](const Value& value) { return value.length < 0; });
}

std::string_view Bound::bytes(std::size_t at) const {
  const auto& value = values_[at];
  return std::string_view(bytes_).substr(value.at, static_cast<std::size_t>(std::max(0, value.length)));
}

std::int64_t Bound::integer(std::size_t at) const {
  if (at >= values_.size() || values_[at].type != of_int8) return 0;
  return boost::endian::endian_load<std::int64_t, sizeof(std::int64_t), boost::endian::order::big>(
      reinterpret_cast<const unsigned char*>(bytes_.data() + values_[at].at));
}

Values Bound::spelt() const {
  Values spelt;
  for (const auto& value : values_) {
    spelt.types.push_back(value.type);
    spelt.bytes.push_back(value.length < 0 ? nullptr : bytes_.data() + value.at);
    spelt.lengths.push_back(std::max(0, value.length));
  }
  return spelt;
}

std::string Bound::key(const std::vector<KeyColumn>& columns) const {
  std::string key;
  append_key(key, columns);
  return key;
}

void Bound::append_key(std::string& key, const std::vector<KeyColumn>& columns) const {
  key.reserve(key.size() + bytes_.size() + columns.size() * sizeof(std::int32_t));
  for (const auto& column : columns) {
    append(key, static_cast<std::int32_t>(values_.at(column.value).length));
    key += bytes(column.value);
  }
}

bool Arrays::add(const Bound& run) {
  const bool is_first = columns_.empty();
  const auto fits = [&](std::size_t at) { return is_first || columns_[at].type == run.type(at); };
  if (run.has_null() || (!is_first && run.size() != columns_.size())) return false;
  for (std::size_t at = 0; at < run.size(); ++at) {
    if (!fits(at)) return false;
  }
  columns_.resize(run.size());
  for (std::size_t at = 0; at < run.size(); ++at) {
    auto& column = columns_[at];
    if (is_first) {
      column.type = run.type(at);
      column.array.resize(head_bytes);
    }
    const auto bytes = run.bytes(at);
    append(column.array, static_cast<std::int32_t>(bytes.size()));
    column.array += bytes;
    bytes_ += sizeof(std::int32_t) + bytes.size();
  }
  ++runs_;
  return true;
}

void Arrays::clear() {
  columns_.clear();
  runs_ = bytes_ = 0;
}

Values Arrays::spelt() {
  Values spelt;
  for (auto& column : columns_) {
    auto* head = column.array.data();
    const std::array<std::int32_t, 5> figures{1, 0, static_cast<std::int32_t>(column.type),
                                              static_cast<std::int32_t>(runs_), 1};
    for (const auto figure : figures) {
      store(head, figure);
      head += sizeof figure;
    }
    spelt.types.push_back(array_of(column.type));
    spelt.bytes.push_back(column.array.data());
    spelt.lengths.push_back(static_cast<int>(column.array.size()));
  }
  return spelt;
}

}  // namespace parley::postgres
