#pragma once
// What goes wrong between us and the server, sorted by what is to be done about it.

#include <stdexcept>
#include <string>
#include <string_view>

namespace parley::postgres {

// The server cannot be reached, went away, or cannot store: to be told to the operator and tried again.
struct ServerFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Two transactions met in a way that one of them has to be run again: it did nothing.
struct Conflict : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A statement that was stopped because its time was up.
struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws what an SQLSTATE stands for; std::runtime_error where it is a mistake of ours.
[[noreturn]] void fail(std::string_view state, const std::string& words);

}  // namespace parley::postgres
