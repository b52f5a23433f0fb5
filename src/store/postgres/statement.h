#pragma once
// A statement of a Connection: values in PostgreSQL's binary form in, rows in binary form out.

#include "store/postgres/connection.h"

#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

// What the engine has to know of a statement's text.
struct Reading {
  bool gives_rows = false;
  bool changes_rows = false;
  bool keeps_unrouted = false;
  bool changes_setup = false;
  int organization = -1;  // which value names it, from 0; -1: none does
};
Reading read_statement(std::string_view text);

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

 private:
  struct Value {
    Oid type = 0;
    std::size_t at = 0;
    int length = -1;  // -1: NULL
  };

  void put(int index, Oid type, std::string_view bytes);
  void send();
  [[nodiscard]] std::int64_t organization() const;

  Connection& connection_;
  const std::string text_, name_;
  const Reading reading_;
  std::uint64_t prepared_in_ = 0;  // the opening of the connection that it was prepared in; 0: none
  Link::Ticket preparation_ = 0;
  std::vector<Value> values_;
  std::string bytes_;  // of all values
  Values spelt_;
  Link::Ticket ticket_ = 0;
  bool is_sent_ = false;
  Result rows_;
  int row_ = -1;
};

}  // namespace parley::postgres
