#include "store/sql/condition.h"

namespace parley::sql {

void Condition::add(std::string_view text) {
  for (const char c : text) {
    text_ += c == '?' ? '$' : c;
    if (c == '?') text_ += std::to_string(++placed_);
  }
}

Condition& Condition::one_of(std::string_view name, const std::vector<std::string>& values) {
  if (!text_.empty()) text_ += " AND ";
  add(std::string(name) + " IN (");
  for (std::size_t i = 0; i < values.size(); ++i) {
    add(i == 0 ? "?" : ", ?");
    values_.emplace_back(values[i]);
  }
  add(values.empty() ? "NULL)" : ")");
  return *this;
}

void Condition::bind(Statement& statement) const {
  int index = 0;
  for (const auto& value : values_) {
    ++index;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      statement.bind(index, *number);
    } else {
      statement.bind(index, std::string_view(std::get<std::string>(value)));
    }
  }
}

}  // namespace parley::sql
