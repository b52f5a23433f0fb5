#include "app/demo_files.h"

#include "app/files.h"
#include "base/json_writer.h"
#include "base/secrets.h"

#include <simdjson.h>

#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace parley::app {

DemoSecrets read_demo_secrets(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    return {.app_secret = random_symbols(32), .verify_token = random_symbols(16)};
  }
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  std::string_view app_secret;
  std::string_view verify_token;
  simdjson::dom::object tokens;
  const auto content = read_file(path);
  const bool whole = !parser.parse(content).get(object) && !object["app_secret"].get(app_secret) &&
                     !object["verify_token"].get(verify_token) && !object["tokens"].get(tokens);
  if (!whole) throw std::runtime_error(path + " is broken: remove it, and the demo makes new tokens");
  DemoSecrets secrets{.app_secret = std::string(app_secret), .verify_token = std::string(verify_token)};
  if (std::string_view password; !object["password"].get(password)) secrets.password = password;
  if (std::string_view token; !object["access_token"].get(token)) secrets.access_token = token;
  for (const auto [api, value] : tokens) {
    if (std::string_view token; !value.get(token)) secrets.tokens.emplace(api, token);
  }
  return secrets;
}

void write_demo_secrets(const std::string& path, const DemoSecrets& secrets) {
  std::string out;
  JsonWriter json(out);
  json.open('{').field("app_secret", secrets.app_secret).field("verify_token", secrets.verify_token);
  json.field("password", secrets.password).field("access_token", secrets.access_token);
  json.key("tokens").open('{');
  for (const auto& [api, token] : secrets.tokens) json.field(api, token);
  json.close('}').close('}');
  replace_private_file(path, out + "\n");
}

}  // namespace parley::app
