// Secrets among the options, and paths that follow from others.

#include "app/config.h"
#include "base/text.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace parley::app {
namespace {

constexpr std::string_view sqlite_prefix = "sqlite:";
constexpr std::string_view secret_flags[] = {"--meta-app-secret", "--meta-verify-token", "--summary-key"};

void add_lines_of(const std::string& path, std::vector<std::string>& secrets) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path + ": it should hold a secret a line");
  for (std::string line; std::getline(file, line);) {
    if (const auto secret = trimmed(line); !secret.empty()) secrets.emplace_back(secret);
  }
}

}  // namespace

std::vector<std::string> secrets_of(std::string_view option) {
  std::vector<std::string> secrets;
  while (!option.empty()) {
    const auto comma = option.find(',');
    const auto part = trimmed(option.substr(0, comma));
    option.remove_prefix(comma == std::string_view::npos ? option.size() : comma + 1);
    if (part.starts_with('@')) {
      add_lines_of(std::string(part.substr(1)), secrets);
    } else if (!part.empty()) {
      secrets.emplace_back(part);
    }
  }
  return secrets;
}

std::vector<std::string> visible_secrets(std::span<const char* const> arguments) {
  std::vector<std::string> visible;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const auto name = argument.substr(0, argument.find('='));
    if (std::ranges::find(secret_flags, name) == std::end(secret_flags)) continue;
    const bool joined = name.size() < argument.size();
    const std::string_view value = joined                     ? argument.substr(name.size() + 1)
                                   : i + 1 < arguments.size() ? arguments[i + 1]
                                                              : "@";
    if (!value.starts_with('@')) visible.emplace_back(name);
  }
  return visible;
}

std::string path_of_store(std::string_view store) {
  return store.starts_with(sqlite_prefix) ? std::string(store.substr(sqlite_prefix.size())) : "";
}

std::string key_file_of(const Config& config) {
  if (!config.key_file.empty()) return config.key_file;
  const auto path = path_of_store(config.store);
  return path.empty() ? "parley.key" : path + ".key";
}

std::string folder_of_media(const Config& config) {
  if (!config.media.empty()) return config.media;
  const auto path = path_of_store(config.store);
  return path.empty() ? "parley-media" : path + ".media";
}

}  // namespace parley::app
