#pragma once
// A statement of a Connection: values in PostgreSQL's binary form in, rows in binary form out. In a writing transaction
// its rows may have been fetched ahead, and runs that give no rows are gathered, to be sent as one.

#include "store/postgres/ahead.h"
#include "store/postgres/bound.h"
#include "store/postgres/connection.h"
#include "store/postgres/shape.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

namespace parley::postgres {

class Statement final : public sql::Statement {
 public:
  // `name`: empty for one that is run once.
  Statement(Connection& connection, std::string text, std::string name);

  void bind(int index, std::int64_t value) override;
  void bind(int index, std::string_view text) override;
  void bind(int index, sql::Blob blob) override;
  void bind_null(int index) override;
  bool step() override;
  void reset() override;
  std::int64_t integer(int column) override;
  std::string_view text(int column) override;
  bool is_null(int column) override;
  bool ahead() override;

  [[nodiscard]] const Shape& shape() const { return shape_; }
  AheadOfOne& fetched() { return fetched_; }
  // Sends the question for all that is wanted ahead.
  Link::Ticket send_wanted();
  // Whether what was gathered may be sent before or behind this run as well.
  [[nodiscard]] bool commutes(const Shape& other, const Bound& values) const;
  void send_gathered();
  void drop_gathered();

 private:
  // A text as the server knows it.
  struct Prepared {
    std::uint64_t in = 0;  // the connection's era that it was prepared in; 0: none
    Link::Ticket ticket = 0;
    std::string name;
  };

  // Whether its rows stay what they are for as long as nobody here writes, if it is said ahead.
  [[nodiscard]] bool may_be_kept() const {
    return shape_.kind == Shape::Kind::look_up && shape_.organization >= 0 && !shape_.key.empty() &&
           !name_.empty();
  }
  void begin(bool looks);
  void begin_walk(const Values& values);
  void fetch_some();
  bool gather();
  Link::Ticket run(Prepared& prepared, const std::string& name, const std::string& text,
                   const Values& values);
  [[nodiscard]] const PGresult* result() const { return answer_ ? answer_->result.get() : rows_.get(); }
  [[nodiscard]] int place() const { return answer_ ? answer_->rows[static_cast<std::size_t>(row_)] : row_; }
  [[nodiscard]] int column_of(int column) const { return answer_ ? column + answer_->first_column : column; }

  Connection& connection_;
  const std::string text_, name_;
  const Shape shape_;
  Prepared one_, many_;
  Bound values_;
  bool is_begun_ = false;
  Result rows_;
  std::shared_ptr<const Answer> answer_;  // instead of rows_, where they were here already
  int row_ = -1;
  std::string cursor_;  // where the rows come some at a time

  AheadOfOne fetched_{shape_};
  bool is_said_ahead_ =
      false;  // at times: its rows are changed by nobody who has not locked their organization
  Arrays gathered_;
  std::unordered_set<std::string> gathered_keys_;
};

}  // namespace parley::postgres
