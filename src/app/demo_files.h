#pragma once
// What a demo keeps in its folder beside its store: its own secrets and the tokens it made, so that what was
// pasted once goes on working.

#include <map>
#include <string>

namespace parley::app {

struct DemoSecrets {
  std::string app_secret;
  std::string verify_token;
  std::string password;                       // of the demo's owner
  std::string access_token;                   // for the demo's Meta
  std::map<std::string, std::string> tokens;  // API's name → token
};

// Reads them; makes new ones where there is no file. Throws std::runtime_error where the file is broken.
DemoSecrets read_demo_secrets(const std::string& path);
void write_demo_secrets(const std::string& path, const DemoSecrets& secrets);

}  // namespace parley::app
