#pragma once
// Letters handed to a program of the operator's, as sendmail takes them: whole, on its standard input.

#include "base/side_thread.h"
#include "dialects/mailer.h"

#include <chrono>
#include <string>
#include <string_view>

namespace parley::app {

// The letter as RFC 5322 has it. An empty `from` is left to whoever sends it.
std::string message_of(const Letter& letter, std::string_view from);

// Runs `command` in a shell with `input` and nothing else to read, and nothing it prints is kept: it may be the letter.
// Its exit status, 127 where it cannot be run, 128 and a signal's number where that ended it; past `limit` it is killed.
// `input` is less than a pipe holds (64 KiB), and the process ignores SIGPIPE.
int run_with_input(const std::string& command, std::string_view input, std::chrono::milliseconds limit);

class CommandMailer final : public Mailer {
 public:
  CommandMailer(std::string command, std::string from);
  bool post(Letter letter) override;

 private:
  std::string command_, from_;
  SideThread side_{{.waiting = 64, .patience = std::chrono::minutes{1}}};
};

}  // namespace parley::app
