#include "store/postgres/arrays.h"

#include <boost/endian/conversion.hpp>

#include <array>
#include <cstdint>

namespace parley::postgres {
namespace {

using moving::Kind;

// Source: pg_type.dat of PostgreSQL 15; they never change.
constexpr Oid of_bytea = 17, of_int8 = 20, of_text = 25;
constexpr Oid of_bytea_array = 1001, of_text_array = 1009, of_int8_array = 1016;

Oid array_of(Kind kind) {
  switch (kind) {
    case Kind::integer: return of_int8_array;
    case Kind::text: return of_text_array;
    default: return of_bytea_array;
  }
}

void append(std::string& out, std::int64_t number) {
  std::array<unsigned char, sizeof(std::int32_t)> bytes{};
  boost::endian::endian_store<std::int32_t, bytes.size(), boost::endian::order::big>(
      bytes.data(), static_cast<std::int32_t>(number));
  out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// Source: array_send in PostgreSQL's arrayfuncs.c: dimensions, whether there are nulls, the type, the one dimension's
// length and lower bound, then each element behind its length, -1 for NULL.
std::string array_of(Kind kind, const moving::Rows& rows, std::size_t column) {
  std::string out;
  append(out, rows.empty() ? 0 : 1);
  append(out, 1);
  append(out, static_cast<std::int64_t>(oid_of(kind)));
  if (rows.empty()) return out;
  append(out, static_cast<std::int64_t>(rows.size()));
  append(out, 1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto field = rows.at(row, column);
    append(out, field ? std::ssize(*field) : -1);
    if (field) out += *field;
  }
  return out;
}

}  // namespace

std::string_view type_of(Kind kind) {
  switch (kind) {
    case Kind::integer: return "bigint";
    case Kind::text: return "text";
    default: return "bytea";
  }
}

Oid oid_of(Kind kind) {
  switch (kind) {
    case Kind::integer: return of_int8;
    case Kind::text: return of_text;
    default: return of_bytea;
  }
}

RowArrays::RowArrays(const moving::Table& table, const moving::Rows& rows) {
  for (std::size_t i = 0; i < rows.columns(); ++i) {
    const auto kind = table.columns[i].kind;
    types_.push_back(array_of(kind));
    arrays_.push_back(array_of(kind, rows, i));
  }
}

Values RowArrays::values() const {
  Values values{.types = types_, .bytes = {}, .lengths = {}};
  for (const auto& bytes : arrays_) {
    values.bytes.push_back(bytes.data());
    values.lengths.push_back(static_cast<int>(bytes.size()));
  }
  return values;
}

}  // namespace parley::postgres
