#pragma once
// A WHERE clause under construction: its text and its values side by side.

#include "store/sql/connection.h"

#include <string>
#include <variant>
#include <vector>

namespace parley::sql {

class Condition {
 public:
  using Value = std::variant<std::int64_t, std::string>;

  // `text` holds one ? for each value.
  template <class... Values>
  Condition& also(std::string_view text, Values&&... values) {
    if (!text_.empty()) text_ += " AND ";
    add(text);
    (values_.emplace_back(std::forward<Values>(values)), ...);
    return *this;
  }
  // name IN (…); nothing at all is never true.
  Condition& one_of(std::string_view name, const std::vector<std::string>& values);

  // Closes a bracket that `also` left open.
  Condition& end_group() {
    text_ += ')';
    return *this;
  }

  // Runs `before` + the condition + `after`; a ? of `after` takes one of `more`.
  template <class... Values>
  [[nodiscard]] OwnRows rows(Connection& db, std::string_view before, std::string_view after,
                             Values... more) const {
    Condition whole = *this;
    whole.add(after);
    (whole.values_.emplace_back(static_cast<std::int64_t>(more)), ...);
    auto statement = db.prepare(std::string(before) + whole.text_);
    whole.bind(*statement);
    return OwnRows(std::move(statement));
  }

 private:
  void add(std::string_view text);
  void bind(Statement& statement) const;

  std::string text_;
  int placed_ = 0;
  std::vector<Value> values_;
};

}  // namespace parley::sql
