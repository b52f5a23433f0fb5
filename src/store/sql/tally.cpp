#include "store/sql/tally.h"

#include "store/sql/packed.h"

#include <algorithm>

namespace parley::sql {

std::uint64_t Tally::varint(std::string_view& packed) { return take_varint(packed); }

Tally Tally::read(std::string_view packed) {
  Tally tally;
  each(packed, [&](std::string_view kind, std::int64_t rows) {
    tally.entries_.push_back({std::string(kind), rows});
  });
  return tally;
}

std::string Tally::packed() const {
  std::string out;
  for (const auto& [kind, rows] : entries_) {
    out += static_cast<char>(kind.size());
    out += kind;
    append_varint(out, static_cast<std::uint64_t>(rows));
  }
  return out;
}

void Tally::add(std::string_view kind, std::int64_t rows) {
  kind = kind.substr(0, 255);
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.kind == kind; });
  if (at == entries_.end()) {
    if (rows > 0) entries_.push_back({std::string(kind), rows});
    return;
  }
  at->rows += rows;
  if (at->rows <= 0) entries_.erase(at);
}

void Tally::add(const Tally& other) {
  for (const auto& [kind, rows] : other.entries_) add(kind, rows);
}

void Tally::take(const Tally& other) {
  for (const auto& [kind, rows] : other.entries_) add(kind, -rows);
}

std::int64_t Tally::total() const {
  std::int64_t sum = 0;
  for (const auto& entry : entries_) sum += entry.rows;
  return sum;
}

}  // namespace parley::sql
