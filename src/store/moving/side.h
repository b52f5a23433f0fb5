#pragma once
// What an engine does for a store that is moved: it tells which tables there are and gives or takes their rows. Tables and
// columns are read from the database itself, so that a later step of the schema needs nothing here. Whatever fails is
// thrown as std::runtime_error, with words for the operator. One thread at a time, but where it says otherwise.

#include "store/moving/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::moving {

// The one row of the table `unfinished_move`, which a store has as long as a move into it is not finished.
struct Mark {
  std::string source;  // whose rows come here: the hash of its instance key
  std::string run;     // of which run of the command; a later run takes it over
};

struct Found {
  std::int64_t schema = 0;    // its newest step; 0: there is no store
  std::string instance;       // the hash of its instance key
  std::optional<Mark> mark;   // it is the unfinished copy of another
  std::vector<Table> tables;  // by name; without that of the mark
};

struct Chunk {
  Rows rows;
  bool is_last = false;  // no row comes behind them
};

// About how large a chunk is at most.
inline constexpr std::size_t most_rows_read = 2'000;
inline constexpr std::size_t most_bytes_read = 1 << 20;

class Side {
 public:
  virtual ~Side() = default;

  virtual Found look() = 0;
  virtual std::int64_t count(const Table& table) = 0;
  // The next rows in the order of the key, behind the key that is the only row of `after`; null: the first ones. What
  // is committed while they are read may be in them or not.
  virtual Chunk read(const Table& table, const Rows* after) = 0;
};

class Source : public Side {
 public:
  // Takes the store for itself, as long as this lives: nobody changes it meanwhile. False where somebody uses it.
  virtual bool hold(const std::vector<Table>& tables) = 0;
};

class Target : public Side {
 public:
  // Makes the store where there is none, and brings one that is there to this binary's schema.
  virtual void make() = 0;
  // Whether nobody else uses it now. To be asked before claim().
  virtual bool is_free() = 0;
  // Puts the mark, in the place of the one that is there.
  virtual void claim(const Mark& mark) = 0;
  // In one transaction: removes the rows of these keys, then adds those that meet none of their own key or unique value.
  // May run beside read(). Throws where the mark is another run's by now.
  virtual void apply(const Table& table, const Rows& outdated, const Rows& fresh) = 0;
  // Makes it ready to be served: what gives ids goes on behind the ones that are there, and the mark goes, last of all.
  virtual void finish(const std::vector<Table>& tables) = 0;
};

}  // namespace parley::moving
