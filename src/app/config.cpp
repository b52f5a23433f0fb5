#include "app/config.h"

#include "app/commands.h"
#include "app/config_file.h"
#include "app/config_options.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <functional>
#include <memory>

namespace parley::app {
namespace {

using Declare = std::function<void(Options&)>;

void leaf(CLI::App& parent, Config& config, const char* name, const char* words, int (*run)(const Config&),
          const Declare& declare_own = {}) {
  CLI::App* command = parent.add_subcommand(name, words);
  // This kind of callback is what keeps the variables of other commands' options out, and puts the
  // environment before the file.
  command->parse_complete_callback([&config, run] { config.run = run; });
  Options options(*command, config);
  common(options);
  if (declare_own) declare_own(options);
}

CLI::App& group(CLI::App& app, const char* name, const char* words) {
  return *app.add_subcommand(name, words)->require_subcommand(1);
}

void declare_set_up(CLI::App& app, Config& config) {
  CLI::App& org = group(app, "org", "organizations: who has numbers here");
  leaf(org, config, "add", "add an organization", add_organization, [](Options& options) {
    options.argument("NAME", options.config().name, "its name")->required()->check(wrong_name);
  });
  leaf(org, config, "list", "list them", list_organizations);

  CLI::App& sender = group(app, "sender", "WhatsApp numbers of ours");
  leaf(sender, config, "add", "add a number", add_sender, new_sender);
  leaf(sender, config, "list", "list them", list_senders, organization);
  leaf(sender, config, "renew", "give a number another access token", renew_sender, renewed_sender);

  CLI::App& token = group(app, "token", "API tokens");
  leaf(token, config, "add", "make a token; it is shown once", add_token, new_token);
  leaf(token, config, "list", "list them, without their text", list_tokens, organization);
  leaf(token, config, "revoke", "end a token", revoke_token, [](Options& options) {
    organization(options);
    options.argument("ID", options.config().id, "its id, as `parley token list` shows it")->required();
  });

  CLI::App& user = group(app, "user", "people who log in");
  leaf(user, config, "add", "add somebody to an organization; a password that is made is shown once",
       add_user, new_user);
  leaf(user, config, "list", "list them", list_users, organization);
  leaf(user, config, "password",
       "set somebody's password and end their sessions; one that is made is shown once", change_password,
       new_password);

  CLI::App& label = group(app, "label", "labels of conversations");
  leaf(label, config, "add", "add a label", add_label, new_label);
  leaf(label, config, "list", "list them", list_labels, organization);
}

void declare_deliveries(CLI::App& app, Config& config) {
  leaf(app, config, "ingest", "take webhook bodies from files", ingest, [](Options& options) {
    options.argument("FILE", options.config().files, "one JSON document, or one a line; -: standard input")
        ->required();
  });
  leaf(app, config, "deliveries", "list kept webhook bodies", deliveries, [](Options& options) {
    options.switch_on("--failed", options.config().failed,
                      "only what was malformed, not understood or nobody's");
    options.switch_on("--replay", options.config().replay, "apply the listed ones once more");
  });
}

void declare_upkeep(CLI::App& app, Config& config) {
  leaf(app, config, "stats", "count what is kept", stats);
  leaf(app, config, "backup", "copy the store while it is in use", backup, [](Options& options) {
    options.argument("--to", options.config().file, "the copy: a file that does not exist")->required();
  });
  leaf(app, config, "restore", "make the store from a copy; no server may run on it", restore,
       [](Options& options) {
         options.argument("--from", options.config().file, "the copy")->required()->check(CLI::ExistingFile);
         options.switch_on("--force", options.config().force,
                           "put it in the place of the store that is there");
       });
  leaf(app, config, "migrate", "bring the store to this version's schema, or carry one to another place",
       migrate, move_settings);
  leaf(app, config, "doctor", "look for what is wrong", doctor, [](Options& options) {
    options.setting("--listen", options.config().listen, "where the server is asked how fast it is");
    options.setting("--threads", options.config().threads, "threads that it answers with; 0: one a core")
        ->check(CLI::Range(0, 256));
    meta_settings(options);
  });
  leaf(app, config, "routes", "list the calls it answers, API by API", list_routes);
  leaf(app, config, "version", "print the version", version);
}

// Flags that the file sets are stored by CLI11 only where the command is not complete yet: here it is.
void store_flags_of_file(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands()) {
    store_flags_of_file(*command);
    for (CLI::Option* option : command->get_options()) {
      if (option->count() > 0 && !option->get_callback_run()) option->run_callback();
    }
  }
}

}  // namespace

void declare(CLI::App& app, Config& config) {
  app.description(
      "Parley keeps the WhatsApp conversations of a business and answers in the words of several APIs.");
  app.footer(
      "Every command takes --store, --key-file, --json and --config. `parley COMMAND --help` tells the "
      "rest.");
  app.set_version_flag("--version", "parley " PARLEY_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  const char* file = std::getenv("PARLEY_CONFIG");
  app.set_config("--config", file ? file : "", "read options from a file: `listen = 127.0.0.1:8080` a line",
                 file != nullptr)
      ->envname("PARLEY_CONFIG");
  app.config_formatter(std::make_shared<ConfigFile>(app));
  app.callback([&app] { store_flags_of_file(app); });

  leaf(app, config, "serve", "serve webhooks and APIs", serve, [](Options& options) {
    serving(options);
    tls_settings(options);
    meta_settings(options);
    dialect_settings(options);
  });
  leaf(app, config, "demo", "serve a demo, with customers who write and are answered", demo,
       [](Options& options) {
         serving(options);
         dialect_settings(options);
         demo_settings(options);
       });
  leaf(app, config, "simulate", "stand in for Meta: take what is sent, tell what becomes of it", simulate,
       simulate_settings);
  declare_set_up(app, config);
  declare_deliveries(app, config);
  declare_upkeep(app, config);
}

}  // namespace parley::app
