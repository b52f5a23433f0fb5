#pragma once
// What the command line, the environment and the configuration file ask for, in this order of weight. Each
// option is declared once, in config_options.cpp; the commands that have it, in config.cpp.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT: named by others
class App;
}

namespace parley::app {

struct Config {
  // The command that was asked for; gives the process' exit status.
  int (*run)(const Config&) = nullptr;

  std::string store = "sqlite:parley.db";
  std::string key_file;  // empty: beside the store
  std::string log_level = "info";
  bool json = false;

  // serve and demo
  std::string listen = "127.0.0.1:8080";
  unsigned threads = 0;  // 0: one a core
  std::string tls_cert;
  std::string tls_key;
  std::string meta_app_secret;    // secrets_of() reads it
  std::string meta_verify_token;  // likewise
  bool insecure_no_signature = false;
  std::string graph_url = "https://graph.facebook.com";
  std::string media;  // empty: folder_of_media
  unsigned media_days = 0;
  unsigned sends_per_second = 80;
  std::string public_url;
  std::string wapikit_errors = "object";
  std::string read_receipts = "on";
  std::string private_links = "off";
  std::string summary_url;
  std::string summary_model;
  std::string summary_key;  // secrets_of() reads it
  std::string mail_command;
  std::string mail_from;
  unsigned kirim_reads = 6'000;
  unsigned kirim_writes = 600;
  unsigned wapikit_rates = 1;

  // simulate
  std::string simulate_listen = "127.0.0.1:8090";
  std::string callback;
  std::optional<std::uint64_t> simulate_seed;
  std::vector<std::string> phone_number_ids, phones, wabas, access_tokens;
  std::map<std::string, std::string> switches;  // as the simulator names them; empty: as it has them

  // demo
  std::string dir = "parley-demo";
  std::uint64_t seed = 1;
  bool quiet = false;

  // what the other commands are told
  std::string organization;  // an id or a name
  std::string name;
  std::string phone_number_id;
  std::string phone;
  std::string waba;
  std::string access_token_file;
  std::string api;
  std::string email;
  std::string username;
  std::string password_file;
  bool owner = false;
  std::string sender;
  std::string expires;
  std::int64_t id = 0;
  std::vector<std::int64_t> conversations;
  std::vector<std::string> files;
  std::string file;
  std::string from, to;  // stores
  bool follow = false;
  bool failed = false;
  bool replay = false;
  bool force = false;
};

// Declares every command on `app`; parsing then fills `config`, which must outlive it.
void declare(CLI::App& app, Config& config);

// The secrets that an option holds: parted by commas, each one as it stands or, as @FILE, the lines of a
// file. Throws std::runtime_error where a file cannot be read.
std::vector<std::string> secrets_of(std::string_view option);

// Which options give a secret in plain sight: whoever may list the processes of this machine can read it
// there.
std::vector<std::string> visible_secrets(std::span<const char* const> arguments);

// Where the file of the server's key is.
std::string key_file_of(const Config& config);

// Where the files of messages are.
std::string folder_of_media(const Config& config);

// sqlite:PATH as PATH; nothing for a store that is no file.
std::string path_of_store(std::string_view store);

}  // namespace parley::app
