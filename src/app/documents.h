#pragma once
// JSON documents of a stream: one that fills it, however many lines it has, or one a line. Lines are read one
// at a time, so that a stream of any length takes little memory.

#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace parley::app {

// Whether `text` is one JSON object by its brackets; what is between them is not looked at.
bool is_closed_object(std::string_view text);

class Documents {
 public:
  explicit Documents(std::istream& input) : input_(input) {}

  // The next one, whether it is JSON or not; nothing at the end.
  std::optional<std::string> next();

 private:
  std::optional<std::string> next_line();
  std::optional<std::string> begin();

  std::istream& input_;
  std::optional<std::string> held_;  // a line read ahead
  bool begun_ = false;
};

}  // namespace parley::app
