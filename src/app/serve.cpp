#include "app/serve.h"

#include "app/commands.h"
#include "app/key_file.h"
#include "app/mail.h"
#include "app/print.h"
#include "base/problem.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <utility>

namespace parley::app {
namespace {

constexpr auto no_secret =
    "no app secret: anyone could send webhooks. Put your Meta app's secret (App settings, Basic) into "
    "PARLEY_META_APP_SECRET, or into a file for --meta-app-secret @FILE. For a trial on a closed machine "
    "there is "
    "--insecure-no-signature";

Unseal unsealing(const std::string& path) {
  return [path, key = std::optional<KeyFile>()](std::string_view sealed) mutable {
    if (!key) key = KeyFile::open(path);
    return key->unseal(sealed);
  };
}

SealToken sealing(const std::string& path) {
  return [path](std::string_view plain) { return KeyFile::open(path).seal(plain); };
}

}  // namespace

void start_log(const Config& config) {
  auto log = spdlog::stderr_logger_mt("parley");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  log->set_level(spdlog::level::from_str(config.log_level));
  spdlog::set_default_logger(std::move(log));
}

App::Settings settings_of(const Config& config) {
  if (config.tls_cert.empty() != config.tls_key.empty()) {
    throw Problem::invalid("tls", "TLS needs both --tls-cert and --tls-key");
  }
  App::Settings settings{
      .store = config.store,
      .address = parse_address(config.listen),
      .threads = config.threads,
  };
  auto dialects = std::make_shared<DialectSettings>();
  dialects->public_url = config.public_url;
  dialects->wapikit_errors = config.wapikit_errors == "string" ? ErrorStyle::string : ErrorStyle::object;
  dialects->read_receipts = config.read_receipts == "on";
  dialects->private_links = config.private_links == "on";
  dialects->summary_url = config.summary_url;
  dialects->summary_model = config.summary_model;
  const auto keys = secrets_of(config.summary_key);
  if (!keys.empty()) dialects->summary_key = keys.front();
  dialects->kirim_reads_per_minute = static_cast<int>(config.kirim_reads);
  dialects->kirim_writes_per_minute = static_cast<int>(config.kirim_writes);
  if (!config.mail_command.empty())
    settings.dialects.mailer = std::make_shared<CommandMailer>(config.mail_command, config.mail_from);
  dialects->wapikit_rates = static_cast<int>(config.wapikit_rates);
  settings.dialects.settings = std::move(dialects);
  if (!config.tls_cert.empty()) settings.tls = {config.tls_cert, config.tls_key};
  return settings;
}

DispatchSettings dispatch_through(std::string graph_url, const Config& config, const std::string& key_file) {
  return {.graph_url = std::move(graph_url),
          .per_second = config.sends_per_second,
          .unseal = unsealing(key_file),
          .seal = sealing(key_file)};
}

void announce(const App& app) { print("listening on " + app.origin() + "\n"); }

void run_to_end(App& app) {
  app.run();
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_IGN);
}

int serve(const Config& config) {
  start_log(config);
  auto settings = settings_of(config);
  settings.webhook.app_secrets = secrets_of(config.meta_app_secret);
  settings.webhook.verify_tokens = secrets_of(config.meta_verify_token);
  settings.webhook.unsigned_too = config.insecure_no_signature;
  if (settings.webhook.app_secrets.empty() && !config.insecure_no_signature) {
    throw Problem::invalid("meta-app-secret", no_secret);
  }
  if (config.insecure_no_signature)
    spdlog::warn("webhooks are taken unsigned: anyone who reaches the port can send");
  if (settings.webhook.verify_tokens.empty()) {
    spdlog::warn("no verify token: Meta cannot verify the callback until PARLEY_META_VERIFY_TOKEN names one");
  }
  settings.dispatch = dispatch_through(config.graph_url, config, key_file_of(config));
  settings.media =
      MediaSettings{.folder = folder_of_media(config), .keep_for = std::chrono::days{config.media_days}};
  App app(std::move(settings));
  app.start();
  announce(app);
  run_to_end(app);
  return 0;
}

}  // namespace parley::app
