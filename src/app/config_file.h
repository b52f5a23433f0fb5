#pragma once
// The configuration file: `option = value` a line, with the names of the flags. It is read for the command
// that was asked for; a key of another command is passed over, so that one file serves them all.

#include <CLI/CLI.hpp>

#include <istream>
#include <vector>

namespace parley::app {

class ConfigFile : public CLI::ConfigBase {
 public:
  // `root` holds the commands and must outlive it.
  explicit ConfigFile(const CLI::App& root) : root_(root) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  const CLI::App& root_;
};

}  // namespace parley::app
