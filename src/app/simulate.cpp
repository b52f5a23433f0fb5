// Meta's stand-in as a command: a Graph API that takes what is sent, and signed webhooks that tell what becomes of it.

#include "app/address.h"
#include "app/commands.h"
#include "app/print.h"
#include "app/serve.h"
#include "app/simulate_words.h"
#include "base/problem.h"
#include "base/text.h"
#include "simulator/host.h"

#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace parley::app {
namespace {

using simulator::Account;

constexpr std::string_view first_number = "106540352242922";
constexpr std::int64_t first_phone = 15550783881;
constexpr std::string_view first_waba = "102290129340398";

// The i-th of what was given for all numbers; one that was given once is everybody's.
std::string given(const std::vector<std::string>& all, std::size_t i, const std::string& otherwise) {
  if (all.empty()) return otherwise;
  return all.size() == 1 ? all.front() : all[i];
}

std::uint64_t seed_of(const Config& config) { return config.simulate_seed.value_or(1); }

// What nobody named is made of the seed, so that what was pasted once goes on working.
std::vector<Account> accounts_of(const Config& config) {
  simulator::Dice dice(seed_of(config));
  const auto token = "EAA" + dice.hex(40);
  const auto count = std::max<std::size_t>(config.phone_number_ids.size(), 1);
  const auto need = [&](const std::vector<std::string>& all, const char* option, bool may_be_one) {
    if (all.size() == count || all.empty() || (may_be_one && all.size() == 1)) return;
    throw Problem::invalid(option, std::string("--") + option + " is wanted once for each --phone-number-id");
  };
  need(config.phones, "phone", false);
  need(config.wabas, "waba", true);
  need(config.access_tokens, "access-token", true);
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < count; ++i) {
    Account account{.name = "Simulated " + std::to_string(i + 1)};
    account.number = {.waba = given(config.wabas, i, std::string(first_waba)),
                      .phone_number_id = given(config.phone_number_ids, i, std::string(first_number)),
                      .phone = std::to_string(first_phone + static_cast<std::int64_t>(i))};
    if (!config.phones.empty()) account.number.phone = digits_of(config.phones[i]);
    account.access_token = given(config.access_tokens, i, token);
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::string secret_of(const std::string& option, std::uint64_t seed, std::uint64_t which) {
  const auto named = secrets_of(option);
  return named.empty() ? simulator::Dice(simulator::mixed(seed, which)).hex(32) : named.front();
}

simulator::Options options_of(const Config& config) {
  const auto seed = seed_of(config);
  simulator::Options options{.accounts = accounts_of(config), .seed = seed};
  if (!config.simulate_seed) options.run = static_cast<std::uint64_t>(to_millis(system_now()));
  options.app_secret = secret_of(config.meta_app_secret, seed, 1);
  options.verify_token = secret_of(config.meta_verify_token, seed, 2);
  for (const auto& [name, text] : config.switches) {
    if (text.empty()) continue;
    const auto wrong = set_switch(options.switches, name, text);
    if (!wrong.empty()) throw Problem::invalid(name, wrong);
  }
  return options;
}

void wait_for_the_end() {
  asio::io_context context{1};
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([](boost::system::error_code, int) {});
  context.run();
}

}  // namespace

int simulate(const Config& config) {
  start_log(config);
  std::signal(SIGPIPE, SIG_IGN);
  auto address = parse_address(config.simulate_listen);
  refuse_taken(address);
  const auto options = options_of(config);
  simulator::Host host(address.host, address.port, options);
  address.port = host.port();
  host.start();
  if (!config.callback.empty()) {
    host.call_back(config.callback, [url = config.callback](bool is_verified) {
      if (!is_verified) spdlog::warn("{} does not know the verify token, or nobody is there yet", url);
    });
  }
  const Simulated simulated{.origin = "http://" + spell(address),
                            .callback = config.callback,
                            .seed = config.simulate_seed,
                            .options = options};
  print(config.json ? simulate_json(simulated) : simulate_words(simulated));
  wait_for_the_end();
  return 0;
}

}  // namespace parley::app
