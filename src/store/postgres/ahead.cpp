#include "store/postgres/ahead.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace parley::postgres {
namespace {

bool is_look_up(const Shape& shape) { return shape.kind == Shape::Kind::look_up; }

// Where each of a key's columns is among the columns of a write; empty: it does not know all of them.
std::vector<KeyColumn> same_columns(const std::vector<KeyColumn>& key,
                                    const std::vector<KeyColumn>& of_write) {
  std::vector<KeyColumn> found;
  for (const auto& column : key) {
    const auto at = std::ranges::find(of_write, column.column, &KeyColumn::column);
    if (at == of_write.end()) return {};
    found.push_back(*at);
  }
  return found;
}

}  // namespace

std::string AheadOfOne::all(const Bound& values) const {
  auto all = values.key(shape_->key);
  values.append_key(all, shape_->rest);
  return all;
}

std::shared_ptr<const Answer> AheadOfOne::find(const Bound& values) {
  if (answers_.empty()) return nullptr;
  const auto at = answers_.find(all(values));
  if (at == answers_.end()) return nullptr;
  auto answer = at->second.front();
  if (is_look_up(*shape_)) return answer;
  at->second.erase(at->second.begin());
  if (at->second.empty()) answers_.erase(at);
  --unclaimed_;
  return answer;
}

bool AheadOfOne::has(const Bound& values) const {
  const auto wanted = all(values);
  return waiting_.contains(wanted) || answers_.contains(wanted);
}

bool AheadOfOne::want(const Bound& values) {
  if (!wanted_.add(values)) return false;
  asked_.push_back({all(values), values.key(shape_->unique)});
  if (is_look_up(*shape_)) waiting_.insert(asked_.back().values);
  return true;
}

void AheadOfOne::take(Result result) {
  const std::shared_ptr<PGresult> held = std::move(result);
  if (is_look_up(*shape_)) {
    take_rows(held);
  } else {
    take_written(held);
  }
  wanted_.clear();
  asked_.clear();
  waiting_.clear();
}

std::shared_ptr<const Answer> AheadOfOne::keep(const Bound& values, Result result) {
  auto answer = std::make_shared<Answer>();
  for (int row = 0; row < PQntuples(result.get()); ++row) answer->rows.push_back(row);
  answer->result = std::move(result);
  answers_[all(values)].assign(1, answer);
  return answer;
}

// In front of each row stands which of the questions it answers.
void AheadOfOne::take_rows(const std::shared_ptr<PGresult>& held) {
  std::vector<std::shared_ptr<Answer>> answers;
  for (const auto& asked : asked_) {
    auto& slot = answers_[asked.values];
    slot.assign(1, std::make_shared<Answer>(Answer{.result = held, .rows = {}, .first_column = 1}));
    answers.push_back(slot.front());
  }
  for (int row = 0; row < PQntuples(held.get()); ++row) {
    const auto number = boost::endian::endian_load<std::int64_t, 8, boost::endian::order::big>(
        reinterpret_cast<const unsigned char*>(PQgetvalue(held.get(), row, 0)));
    answers.at(static_cast<std::size_t>(number - 1))->rows.push_back(row);
  }
}

// What became a row is known again by the columns that no two rows share; of two with the same it was the first.
void AheadOfOne::take_written(const std::shared_ptr<PGresult>& held) {
  std::map<std::string, int> rows;
  for (int row = 0; row < PQntuples(held.get()); ++row) {
    Bound values;
    std::vector<KeyColumn> columns;
    for (const auto& column : shape_->unique) {
      const int at = PQfnumber(held.get(), column.column.c_str());
      if (at < 0) throw std::logic_error("an insert that does not give what it is known by");
      const auto bytes = static_cast<std::size_t>(PQgetlength(held.get(), row, at));
      values.put(static_cast<int>(columns.size()) + 1, of_text, {PQgetvalue(held.get(), row, at), bytes});
      columns.push_back({"", columns.size()});
    }
    rows.emplace(values.key(columns), row);
  }
  for (auto& asked : asked_) {
    auto answer = std::make_shared<Answer>(Answer{.result = held, .rows = {}, .first_column = 0});
    if (const auto row = rows.find(asked.unique); row != rows.end()) {
      answer->rows.push_back(row->second);
      rows.erase(row);
    }
    answers_[asked.values].push_back(std::move(answer));
    ++unclaimed_;
  }
}

void AheadOfOne::forget(const Shape& write, const Bound& values) {
  if (answers_.empty() || !is_look_up(*shape_)) return;
  const auto known = same_columns(shape_->key, write.key);
  if (known.empty()) return answers_.clear();
  const auto key = values.key(known);
  auto at = answers_.lower_bound(key);
  while (at != answers_.end() && at->first.starts_with(key)) at = answers_.erase(at);
}

void AheadOfOne::forget_all() {
  if (is_look_up(*shape_)) answers_.clear();
}

}  // namespace parley::postgres
