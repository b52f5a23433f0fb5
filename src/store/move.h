#pragma once
// A whole store carried to another place or another engine while it is served. See
// docs/decisions/2026-11-21-moving-a-store.md.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct MoveProgress {
  int pass = 0;            // from 1
  std::string_view table;  // empty: it waits between two passes
  std::int64_t rows = 0;   // of the source, looked at in this pass
  std::int64_t of = 0;     // how many there were at the start
};

struct MovePass {
  int pass = 0;
  bool is_held = false;  // nobody could change the source meanwhile
  std::int64_t rows = 0, written = 0, removed = 0;
  std::chrono::milliseconds took{};
};

struct MovedTable {
  std::string name;
  std::int64_t rows = 0, rows_there = 0;  // of the source, of the target
  std::string hash, hash_there;           // of all rows, SHA-256 in hexadecimal digits
};

struct MoveOptions {
  std::string from, to;  // as EngineOptions::store
  bool follows = false;  // goes on until nobody uses the source any more
  // Called again and again, from the thread that moves. What they throw ends the move.
  std::function<void(const MoveProgress&)> progress;
  std::function<void(const MovePass&)> passed;
};

struct Move {
  bool is_finished =
      false;  // false: the target lags behind a source that is in use, and cannot be served yet
  std::vector<MovePass> passes;
  std::vector<MovedTable> tables;  // of the last pass, by name
};

// Whatever ends it before, the next run goes on from what is there. Throws std::runtime_error with words for the
// operator: also where the target is in use, or holds anything but the unfinished copy of this source.
Move move_store(const MoveOptions& options);

}  // namespace parley
