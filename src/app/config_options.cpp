#include "app/config_options.h"

#include "base/text.h"
#include "base/time.h"

#include <cctype>

namespace parley::app {
namespace {

// What is wrong with `text` as a phone number, a time …; empty: nothing.
std::string wrong_phone(const std::string& text) {
  const auto count = digits_of(text).size();
  return count >= 7 && count <= 15 ? ""
                                   : "'" + text + "' is no phone number: 7 to 15 digits, country code first";
}

std::string wrong_time(const std::string& text) {
  return parse_rfc3339(text) ? "" : "'" + text + "' is no RFC 3339 time, as 2027-01-31T00:00:00Z";
}

std::string wrong_url(const std::string& text) {
  const bool is_one = text.empty() || text.starts_with("http://") || text.starts_with("https://");
  return is_one && !text.ends_with('/')
             ? ""
             : "'" + text + "' is no URL: http:// or https://, without a slash at its end";
}

std::string wrong_graph_url(const std::string& text) {
  return text.empty() ? "Meta has to be somewhere" : wrong_url(text);
}

std::string wrong_line(const std::string& text) {
  return text.find_first_of("\r\n") == std::string::npos ? "" : "it is no line of a letter's head";
}

constexpr int most_a_minute = 1'000'000'000;

}  // namespace

std::string variable_of(const std::string& flag) {
  std::string variable = "PARLEY_" + flag.substr(2);
  for (char& c : variable)
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

std::string wrong_name(const std::string& text) {
  return trimmed(text).empty() ? "a name may not be empty" : "";
}

void common(Options& options) {
  Config& config = options.config();
  options.setting("--store", config.store, "sqlite:PATH or postgres://USER@HOST/DATABASE");
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
  options.setting("--graph-url", config.graph_url, "where Meta's Graph API is; http:// for tests only")
      ->check(wrong_graph_url);
  options.setting("--media", config.media, "folder of the files that messages bring")
      ->default_str("STORE.media");
  options.setting("--media-days", config.media_days, "days after which such a file is deleted; 0: never")
      ->check(CLI::Range(0, 100'000));
  options
      .setting("--sends-per-second", config.sends_per_second,
               "how many messages a number sends at most, of all servers on the store together")
      ->check(CLI::Range(1, 1'000'000));
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
      .setting("--read-receipts", config.read_receipts,
               "whether Meta is told of what is read through an API whose vendor does not say: on or off")
      ->check(CLI::IsMember({"on", "off"}));
  options
      .setting("--private-links", config.private_links,
               "whether a file that a client names by its address may lie in a private network: on or off")
      ->check(CLI::IsMember({"on", "off"}));
  options
      .setting("--summary-url", config.summary_url,
               "an OpenAI-compatible endpoint that sums conversations up; empty: their own sentences do")
      ->check(wrong_url);
  options.setting("--summary-model", config.summary_model, "the model it is asked for");
  options.setting("--summary-key", config.summary_key, "its API key: @FILE");
  options.setting(
      "--mail-command", config.mail_command,
      "a program that sends the letter on its standard input, as `sendmail -t -i` does; without one "
      "no letter is sent");
  options.setting("--mail-from", config.mail_from, "whom letters are from; empty: as that program says")
      ->check(wrong_line);
  options
      .setting("--kirim-reads", config.kirim_reads,
               "reads a minute of an organization, in Kirim.chat's dialect")
      ->check(CLI::Range(1, most_a_minute));
  options.setting("--kirim-writes", config.kirim_writes, "writes a minute, likewise")
      ->check(CLI::Range(1, most_a_minute));
  options
      .setting("--wapikit-rates", config.wapikit_rates,
               "how many times Wapikit's own rates a token may ask, in its dialect")
      ->check(CLI::Range(1, 1'000'000));
}

void demo_settings(Options& options) {
  Config& config = options.config();
  options.argument("--dir", config.dir, "folder of the demo's own store (never --store), key and tokens")
      ->capture_default_str();
  options.argument("--seed", config.seed, "what chance starts from")->capture_default_str();
  options.switch_on("--quiet", config.quiet, "fill in the past, then let nobody write");
}

void move_settings(Options& options) {
  Config& config = options.config();
  auto* const from =
      options.argument("--from", config.from, "carry this store, which may be served meanwhile …");
  auto* const to = options.argument("--to", config.to, "… to this place, where no store is yet");
  from->check(wrong_name)->needs(to);
  to->check(wrong_name)->needs(from);
  options.switch_on("--follow", config.follow, "copy what comes until the server is stopped, then finish")
      ->needs(to);
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

void renewed_sender(Options& options) {
  Config& config = options.config();
  options.argument("--phone-number-id", config.phone_number_id, "Meta's id of the number")
      ->required()
      ->check(wrong_name);
  options.argument("--access-token-file", config.access_token_file, "file that holds its new access token")
      ->required()
      ->check(CLI::ExistingFile);
}

void new_token(Options& options) {
  Config& config = options.config();
  organization(options)->required();
  options
      .argument("--api", config.api,
                "whose calls it is for; native, Parley's own, are planned: none are answered yet")
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

void new_password(Options& options) {
  Config& config = options.config();
  options.argument("--email", config.email, "whose")->required()->check(wrong_name);
  options
      .argument("--password-file", config.password_file,
                "file that holds the password; without it, one is made")
      ->check(CLI::ExistingFile);
}

void new_label(Options& options) {
  Config& config = options.config();
  organization(options)->required();
  options.argument("NAME", config.name, "what it says")->required()->check(wrong_name);
  options.argument("--conversation", config.conversations, "put it on these conversations, by number")
      ->delimiter(',');
}

}  // namespace parley::app
