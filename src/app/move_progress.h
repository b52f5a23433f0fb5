#pragma once
// How far a move is, on standard error: a bar that moves on a terminal, a line now and then elsewhere.

#include "store/move.h"

#include <chrono>
#include <string>

namespace parley::app {

class MoveView {
 public:
  explicit MoveView(bool is_terminal) : is_terminal_(is_terminal) {}

  void show(const MoveProgress& progress);
  void show(const MovePass& pass);

 private:
  using Moment = std::chrono::steady_clock::time_point;

  void clear_bar();

  const bool is_terminal_;
  bool has_bar_ = false;
  int pass_ = 0;
  Moment began_, shown_;
};

// "[=====     ]  50 %  pass 1  message  120,000 rows/s  0:42 left". `seconds`: since the pass began.
std::string bar_of(const MoveProgress& progress, double seconds);

}  // namespace parley::app
