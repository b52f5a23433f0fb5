#pragma once
// What the statements of one writing transaction are asked for ahead of those who need it, many in one question each, and
// kept until they come. A look-up's rows are forgotten as soon as the transaction writes anything that they may tell
// of; nobody else can, as their organizations are locked. A write is carried out before its turn, and what it gave goes to
// whoever runs it with these values.

#include "store/postgres/bound.h"
#include "store/postgres/link.h"
#include "store/postgres/shape.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace parley::postgres {

// Rows of a result that other answers may share.
struct Answer {
  std::shared_ptr<const PGresult> result;
  std::vector<int> rows;
  int first_column = 0;
};

// Of one statement.
class AheadOfOne {
 public:
  explicit AheadOfOne(const Shape& shape) : shape_(&shape) {}

  // Null where it is not here. Of a write it is taken away.
  std::shared_ptr<const Answer> find(const Bound& values);
  // Whether it is here, or waits to be fetched.
  [[nodiscard]] bool has(const Bound& values) const;
  // False where it cannot be asked in bulk.
  bool want(const Bound& values);
  [[nodiscard]] bool wants_any() const { return wanted_.runs() > 0; }
  [[nodiscard]] Arrays& wanted() { return wanted_; }
  void take(Result result);
  // The rows of a look-up that was asked for by itself; whoever asks again is given them.
  std::shared_ptr<const Answer> keep(const Bound& values, Result result);

  // The transaction writes something of that shape with these values.
  void forget(const Shape& write, const Bound& values);
  void forget_all();
  // Writes that were carried out and not asked for.
  [[nodiscard]] std::size_t unclaimed() const { return unclaimed_; }

 private:
  struct Wanted {
    std::string values, unique;
  };

  // The values of the shape's key, then the others: those of one key stand together.
  [[nodiscard]] std::string all(const Bound& values) const;
  void take_rows(const std::shared_ptr<PGresult>& held);
  void take_written(const std::shared_ptr<PGresult>& held);

  const Shape* shape_;
  Arrays wanted_;
  std::vector<Wanted> asked_;                // one for each of `wanted_`
  std::unordered_set<std::string> waiting_;  // the values of each
  std::map<std::string, std::vector<std::shared_ptr<Answer>>>
      answers_;  // by all values; of a look-up one each
  std::size_t unclaimed_ = 0;
};

}  // namespace parley::postgres
