#include "app/config_file.h"

#include <string>
#include <utility>

namespace parley::app {
namespace {

// The command's own option of that name; null where it has none.
const CLI::Option* option_of(const CLI::App& command, const std::string& name) {
  return command.get_option_no_throw("--" + name);
}

bool any_has(const CLI::App& command, const std::string& name) {
  if (option_of(command, name)) return true;
  for (const CLI::App* inner : command.get_subcommands({})) {
    if (any_has(*inner, name)) return true;
  }
  return false;
}

}  // namespace

// CLI11 looks for a key under the commands it names as parents, and lets the file win over the environment:
// both are settled here, by naming the command that runs and by leaving out what the environment says.
std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::vector<std::string> parents;
  const CLI::App* command = &root_;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    parents.push_back(command->get_name());
  }
  std::vector<CLI::ConfigItem> kept;
  for (CLI::ConfigItem& item : CLI::ConfigBase::from_config(input)) {
    const CLI::Option* option = option_of(*command, item.name);
    if (!option && !any_has(root_, item.name)) throw CLI::ConfigError::Extras(item.name);
    if (!option) continue;
    item.parents = parents;
    kept.push_back(std::move(item));
  }
  return kept;
}

}  // namespace parley::app
