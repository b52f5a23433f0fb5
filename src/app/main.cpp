// parley: the server and its commands.

#include "app/config.h"
#include "app/print.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <span>

namespace {

void warn_of_visible_secrets(std::span<const char* const> arguments) {
  for (const auto& option : parley::app::visible_secrets(arguments)) {
    parley::app::note(
        fmt::format("{}: other users of this machine can read it; give @FILE or the variable", option));
  }
}

int run(std::span<const char* const> arguments) {
  CLI::App app;
  parley::app::Config config;
  parley::app::declare(app, config);
  try {
    app.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  warn_of_visible_secrets(arguments);
  return config.run(config);
}

}  // namespace

// Exit status: 0 done, 1 refused or failed, 2 wrong usage.
int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a write that fails, not our end
  try {
    return run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "parley: %s\n", error.what());
    return 1;
  }
}
