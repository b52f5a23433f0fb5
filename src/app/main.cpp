// parley: the server and its commands.

#include "app/config.h"
#include "app/print.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>
#include <span>

// Exit status: 0 done, 1 refused or failed, 2 wrong usage.
int main(int argc, char** argv) {
  CLI::App app;
  parley::app::Config config;
  try {
    parley::app::declare(app, config);
    app.parse(argc, argv);
    const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
    for (const auto& option : parley::app::visible_secrets(arguments)) {
      parley::app::note(
          fmt::format("{}: other users of this machine can read it; give @FILE or the variable", option));
    }
    return config.run(config);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    parley::app::note(fmt::format("parley: {}", error.what()));
    return 1;
  }
}
