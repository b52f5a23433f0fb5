// The options of `parley simulate`: its numbers, and a switch for each of the simulator's.

#include "app/config_options.h"
#include "simulator/switches.h"

#include <algorithm>
#include <utility>

namespace parley::app {
namespace {

std::string wrong_callback(const std::string& text) {
  const bool is_one = text.starts_with("http://") || text.starts_with("https://");
  return is_one ? "" : "'" + text + "' is no URL, as http://127.0.0.1:8080/webhooks/meta";
}

void declare_switch(Options& options, const simulator::Switch& one, std::string otherwise) {
  std::string flag = "--" + std::string(one.name);
  std::ranges::replace(flag, '_', '-');
  auto& text = options.config().switches[std::string(one.name)];
  auto* const option = options.argument(flag.c_str(), text, std::string(one.words).c_str());
  option->group("Switches")->join(',')->default_str(std::move(otherwise));
  option->check([name = one.name](const std::string& value) {
    simulator::Switches scratch;
    return set_switch(scratch, name, value);
  });
}

}  // namespace

void simulate_settings(Options& options) {
  Config& config = options.config();
  options.argument("--listen", config.simulate_listen, "address and port; port 0 takes a free one")
      ->capture_default_str();
  options.argument("--callback", config.callback, "where webhooks go; until then they wait")
      ->check(wrong_callback);
  options.argument("--app-secret", config.meta_app_secret,
                   "what webhooks are signed with; without it, one is made");
  options.argument("--verify-token", config.meta_verify_token, "what the callback is asked for, likewise");
  options.argument(
      "--seed", config.simulate_seed,
      "what chance starts from: the same sends then have the same ids and fates; without it, others at "
      "every start");
  options.argument("--phone-number-id", config.phone_number_ids, "a number; once for each");
  options.argument("--phone", config.phones, "its digits, country code first; once for each");
  options.argument("--waba", config.wabas, "its business account; once for all or once for each");
  options.argument("--access-token", config.access_tokens, "what its calls need, likewise");
  options.argument("--log-level", config.log_level, "least that is logged")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  const auto defaults = json_of(simulator::Switches());
  const auto tree = JsonTree::read(defaults);
  for (const auto& one : simulator::all_switches())
    declare_switch(options, one, tree->root()[one.name].compact());
}

}  // namespace parley::app
