#include "app/config.h"

#include "app/commands.h"
#include "app/config_file.h"
#include "base/text.h"
#include "base/time.h"

#include <CLI/CLI.hpp>

#include <cctype>
#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>

namespace parley::app {
namespace {

std::string variable_of(const std::string& flag) {
  std::string variable = "PARLEY_" + flag.substr(2);
  for (char& c : variable)
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

// What is wrong with `text` as a phone number, a time …; empty: nothing.
std::string wrong_phone(const std::string& text) {
  const auto count = digits_of(text).size();
  return count >= 7 && count <= 15 ? ""
                                   : "'" + text + "' is no phone number: 7 to 15 digits, country code first";
}

std::string wrong_time(const std::string& text) {
  return parse_rfc3339(text) ? "" : "'" + text + "' is no RFC 3339 time, as 2027-01-31T00:00:00Z";
}

std::string wrong_name(const std::string& text) {
  return trimmed(text).empty() ? "a name may not be empty" : "";
}

// One command's options. Those that stay the same from run to run have a variable; those of one run have
// none.
class Options {
 public:
  Options(CLI::App& command, Config& config) : command_(command), config_(config) {}

  template <class T>
  CLI::Option* setting(const char* flag, T& into, const char* words) {
    return command_.add_option(flag, into, words)->envname(variable_of(flag))->capture_default_str();
  }
  CLI::Option* switch_on(const char* flag, bool& into, const char* words) {
    return command_.add_flag(flag, into, words);
  }
  template <class T>
  CLI::Option* argument(const char* flag, T& into, const char* words) {
    return command_.add_option(flag, into, words);
  }
  [[nodiscard]] Config& config() { return config_; }

 private:
  CLI::App& command_;
  Config& config_;
};

void common(Options& options) {
  Config& config = options.config();
  options.setting("--store", config.store, "sqlite:PATH");
  options
      .setting("--key-file", config.key_file, "the key that access tokens are kept under; made at first need")
      ->default_str("STORE.key");
  options.switch_on("--json", config.json, "print JSON");
}

void serving(Options& options) {
  Config& config = options.config();
  options.setting("--listen", config.listen, "address and port; port 0 takes a free one");
  options.setting("--threads", config.threads, "threads that serve; 0: one a core")
      ->check(CLI::Range(0, 256));
  options.setting("--log-level", config.log_level, "least that is logged")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
}

void tls_settings(Options& options) {
  Config& config = options.config();
  options.setting("--tls-cert", config.tls_cert, "certificate chain, PEM")->check(CLI::ExistingFile);
  options.setting("--tls-key", config.tls_key, "its private key, PEM")->check(CLI::ExistingFile);
}

void meta_settings(Options& options) {
  Config& config = options.config();
  options.setting("--meta-app-secret", config.meta_app_secret, "app secrets, one an app: S[,S…] or @FILE");
  options.setting("--meta-verify-token", config.meta_verify_token, "verify tokens: T[,T…] or @FILE");
  options.switch_on("--insecure-no-signature", config.insecure_no_signature,
                    "take webhooks that nobody signed: anyone who reaches the port may then invent messages");
  options.setting("--graph-url", config.graph_url, "where Meta's Graph API is");
  options.setting("--media", config.media, "folder for media");
}

std::string wrong_url(const std::string& text) {
  const bool is_one = text.empty() || text.starts_with("http://") || text.starts_with("https://");
  return is_one && !text.ends_with('/')
             ? ""
             : "'" + text + "' is no URL: http:// or https://, without a slash at its end";
}

void dialect_settings(Options& options) {
  Config& config = options.config();
  options
      .setting("--public-url", config.public_url,
               "where clients reach this server; empty: as their Host header says")
      ->check(wrong_url);
  options
      .setting("--wapikit-errors", config.wapikit_errors,
               "how Wapikit's errors look: {\"message\": …} or a bare string")
      ->check(CLI::IsMember({"object", "string"}));
  options
      .setting("--summary-url", config.summary_url,
               "an OpenAI-compatible endpoint that sums conversations up; empty: their own sentences do")
      ->check(wrong_url);
  options.setting("--summary-model", config.summary_model, "the model it is asked for");
  options.setting("--summary-key", config.summary_key, "its API key: @FILE");
  options
      .setting("--kirim-reads", config.kirim_reads,
               "reads a minute of an organization, in Kirim.chat's dialect")
      ->check(CLI::Range(1, 1'000'000));
  options.setting("--kirim-writes", config.kirim_writes, "writes a minute, likewise")
      ->check(CLI::Range(1, 1'000'000));
}

void demo_settings(Options& options) {
  Config& config = options.config();
  options.argument("--dir", config.dir, "folder of the demo's own store (never --store), key and tokens")
      ->capture_default_str();
  options.argument("--seed", config.seed, "what chance starts from")->capture_default_str();
  options.switch_on("--quiet", config.quiet, "fill in the past, then let nobody write");
}

CLI::Option* organization(Options& options) {
  return options.argument("--org", options.config().organization, "organization, by id or name");
}

void new_sender(Options& options) {
  Config& config = options.config();
  organization(options)->required();
  options.argument("--phone-number-id", config.phone_number_id, "Meta's id of the number")
      ->required()
      ->check(wrong_name);
  options.argument("--phone", config.phone, "the number: digits, country code first")
      ->required()
      ->check(wrong_phone);
  options.argument("--waba", config.waba, "id of its WhatsApp Business account")->required();
  options.argument("--name", config.name, "display name");
  options
      .argument("--access-token-file", config.access_token_file, "file that holds its access token for Meta")
      ->check(CLI::ExistingFile);
}

void new_token(Options& options) {
  Config& config = options.config();
  organization(options)->required();
  options.argument("--api", config.api, "whose calls it is for")
      ->required()
      ->check(CLI::IsMember({"whats91", "wapikit", "kirim", "vobiz", "meta", "native"}));
  options.argument("--sender", config.sender, "bind it to this number of ours: digits")->check(wrong_phone);
  options.argument("--user", config.email, "whose it is, by email: wapikit's tokens are people's");
  options.argument("--expires", config.expires, "when it ends: RFC 3339")->check(wrong_time);
  options.argument("--name", config.name, "what people call it");
}

void new_user(Options& options) {
  Config& config = options.config();
  organization(options)->required();
  options.argument("--email", config.email, "the address")->required()->check(wrong_name);
  options.argument("--name", config.name, "what people call them")->required()->check(wrong_name);
  options.argument("--username", config.username, "what they log in by besides the address");
  options
      .argument("--password-file", config.password_file,
                "file that holds the password; without it, one is made")
      ->check(CLI::ExistingFile);
  options.switch_on("--owner", config.owner, "may do everything");
}

void new_label(Options& options) {
  Config& config = options.config();
  organization(options)->required();
  options.argument("NAME", config.name, "what it says")->required()->check(wrong_name);
  options.argument("--conversation", config.conversations, "put it on these conversations, by number")
      ->delimiter(',');
}

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
  leaf(app, config, "migrate", "bring the store to this version's schema", migrate);
  leaf(app, config, "doctor", "look for what is wrong", doctor, [](Options& options) {
    options.setting("--listen", options.config().listen, "where the server is asked how fast it is");
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
  declare_set_up(app, config);
  declare_deliveries(app, config);
  declare_upkeep(app, config);
}

}  // namespace parley::app
