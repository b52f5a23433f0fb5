#pragma once
// The options of the commands, in groups: each option is declared once, with its flag, its variable, its default, its
// bounds and its words.

#include "app/config.h"

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

namespace parley::app {

// The environment variable of a flag: --meta-app-secret, PARLEY_META_APP_SECRET.
std::string variable_of(const std::string& flag);
// What is wrong with a text that may not be empty; empty: nothing.
std::string wrong_name(const std::string& text);

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

// What every command has.
void common(Options& options);

// Of those that serve.
void serving(Options& options);
void tls_settings(Options& options);
void meta_settings(Options& options);
void dialect_settings(Options& options);
void demo_settings(Options& options);
void simulate_settings(Options& options);  // simulate_options.cpp

// Of `migrate`, where it moves a store.
void move_settings(Options& options);

// Of those that set up.
CLI::Option* organization(Options& options);
void new_sender(Options& options);
void renewed_sender(Options& options);
void new_token(Options& options);
void new_user(Options& options);
void new_password(Options& options);
void new_label(Options& options);

}  // namespace parley::app
