#include "app/config.h"

#include "app/commands.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

namespace parley::app {
namespace {

// What the words after `parley` amount to; nothing where they are wrong.
std::optional<Config> read(std::vector<std::string> words) {
  CLI::App app;
  Config config;
  declare(app, config);
  std::ranges::reverse(words);
  try {
    app.parse(words);
    return config;
  } catch (const CLI::ParseError&) {
    return std::nullopt;
  }
}

class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

class File {
 public:
  explicit File(std::string_view content)
      : path_(testing::TempDir() + "parley_config_test_" + std::to_string(::getpid())) {
    std::ofstream(path_) << content;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Config, KnowsEachCommand) {
  const std::pair<std::vector<std::string>, int (*)(const Config&)> cases[] = {
      {{"serve"}, serve},
      {{"demo"}, demo},
      {{"simulate", "--lost-answer", "0.1", "--error", "131047=0.01", "--error", "131026"}, simulate},
      {{"org", "add", "Acme"}, add_organization},
      {{"org", "list"}, list_organizations},
      {{"sender", "add", "--org", "1", "--phone-number-id", "106", "--phone", "919999999999", "--waba", "1"},
       add_sender},
      {{"sender", "list"}, list_senders},
      {{"token", "add", "--org", "Acme", "--api", "vobiz"}, add_token},
      {{"token", "list", "--org", "Acme"}, list_tokens},
      {{"token", "revoke", "7"}, revoke_token},
      {{"label", "add", "--org", "1", "VIP"}, add_label},
      {{"label", "list"}, list_labels},
      {{"ingest", "a.json", "-"}, ingest},
      {{"deliveries", "--failed", "--replay"}, deliveries},
      {{"stats", "--json"}, stats},
      {{"backup", "--to", "copy.db"}, backup},
      {{"migrate"}, migrate},
      {{"doctor"}, doctor},
      {{"version"}, version},
  };
  for (const auto& [words, run] : cases) {
    const auto config = read(words);
    ASSERT_TRUE(config) << words.front();
    EXPECT_EQ(config->run, run) << words.front();
  }
}

TEST(Config, RefusesWrongUse) {
  const std::vector<std::string> cases[] = {
      {},
      {"nonsense"},
      {"org"},
      {"org", "add"},
      {"org", "add", "  "},
      {"serve", "--threads", "-1"},
      {"simulate", "--lost-answer", "2"},
      {"simulate", "--callback", "somewhere"},
      {"serve", "--threads", "1000"},
      {"serve", "--nonsense"},
      {"serve", "--log-level", "loud"},
      {"serve", "--graph-url", "graph.facebook.com"},
      {"serve", "--graph-url", ""},
      {"sender", "add", "--org", "1"},
      {"sender", "add", "--org", "1", "--phone-number-id", "106", "--phone", "12", "--waba", "1"},
      {"token", "add", "--org", "1", "--api", "nonsense"},
      {"token", "add", "--org", "1", "--api", "native", "--expires", "tomorrow"},
      {"token", "revoke"},
      {"backup"},
      {"restore", "--from", "/nonexistent"},
      {"ingest"},
  };
  for (const auto& words : cases) EXPECT_FALSE(read(words)) << testing::PrintToString(words);
}

TEST(Config, AsksMetaUnlessToldToAskAnother) {
  EXPECT_EQ(read({"serve"})->graph_url, "https://graph.facebook.com");
  EXPECT_EQ(read({"serve", "--graph-url", "http://127.0.0.1:9090/meta"})->graph_url,
            "http://127.0.0.1:9090/meta");
}

TEST(Config, TakesAFlagBeforeTheEnvironmentBeforeTheFileBeforeTheDefault) {
  EXPECT_EQ(read({"serve"})->listen, "127.0.0.1:8080");
  const File file("listen = 1.1.1.1:1\nstore = sqlite:file.db\n");
  EXPECT_EQ(read({"serve", "--config", file.path()})->listen, "1.1.1.1:1");
  const Variable variable("PARLEY_LISTEN", "2.2.2.2:2");
  EXPECT_EQ(read({"serve", "--config", file.path()})->listen, "2.2.2.2:2");
  EXPECT_EQ(read({"serve", "--config", file.path()})->store, "sqlite:file.db");
  EXPECT_EQ(read({"serve", "--config", file.path(), "--listen", "3.3.3.3:3"})->listen, "3.3.3.3:3");
}

TEST(Config, ReadsOneFileForEveryCommand) {
  const File file(
      "# for all of them\nstore = sqlite:file.db\nlisten = 1.1.1.1:1\nmeta-app-secret = \"a,b\"\n");
  EXPECT_EQ(read({"stats", "--config", file.path()})->store, "sqlite:file.db");
  EXPECT_EQ(read({"org", "add", "Acme", "--config", file.path()})->store, "sqlite:file.db");
  EXPECT_EQ(secrets_of(read({"serve", "--config", file.path()})->meta_app_secret),
            (std::vector<std::string>{"a", "b"}));
  const Variable variable("PARLEY_CONFIG", file.path().c_str());
  EXPECT_EQ(read({"stats"})->store, "sqlite:file.db");
}

TEST(Config, TakesFlagsFromTheFileAndNothingOfOtherCommands) {
  const File file("insecure-no-signature = true\nthreads = 3\n");
  EXPECT_TRUE(read({"serve", "--config", file.path()})->insecure_no_signature);
  EXPECT_EQ(read({"serve", "--config", file.path()})->threads, 3U);
  EXPECT_FALSE(read({"stats", "--config", file.path()})->insecure_no_signature);
  const Variable variable("PARLEY_THREADS", "nonsense");
  EXPECT_TRUE(read({"stats"}));
  EXPECT_FALSE(read({"serve"}));
}

TEST(Config, RefusesAFileWithAnUnknownKeyOrNoFile) {
  const File file("lisen = 1.1.1.1:1\n");
  EXPECT_FALSE(read({"serve", "--config", file.path()}));
  EXPECT_FALSE(read({"serve", "--config", "/nonexistent"}));
}

TEST(Secrets, ArePartedByCommasOrLinesOfAFile) {
  const File file("first\n\n  second \n");
  EXPECT_EQ(secrets_of(""), std::vector<std::string>{});
  EXPECT_EQ(secrets_of("a"), std::vector<std::string>{"a"});
  EXPECT_EQ(secrets_of("a, b,,c"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(secrets_of("@" + file.path() + ",c"), (std::vector<std::string>{"first", "second", "c"}));
  EXPECT_THROW(secrets_of("@/nonexistent"), std::runtime_error);
}

TEST(Secrets, AreVisibleWhenGivenAsAnArgument) {
  const auto visible = [](std::vector<const char*> words) { return visible_secrets(words).size(); };
  EXPECT_EQ(visible({"parley", "serve"}), 0U);
  EXPECT_EQ(visible({"parley", "serve", "--meta-app-secret", "@file"}), 0U);
  EXPECT_EQ(visible({"parley", "serve", "--meta-app-secret=@file"}), 0U);
  EXPECT_EQ(visible({"parley", "serve", "--meta-app-secret", "plain"}), 1U);
  EXPECT_EQ(visible({"parley", "serve", "--meta-app-secret=plain", "--meta-verify-token", "plain"}), 2U);
}

TEST(KeyFilePath, StandsBesideTheStore) {
  EXPECT_EQ(key_file_of(*read({"stats"})), "parley.db.key");
  EXPECT_EQ(key_file_of(*read({"stats", "--store", "sqlite:/var/lib/p.db"})), "/var/lib/p.db.key");
  EXPECT_EQ(key_file_of(*read({"stats", "--key-file", "k"})), "k");
  EXPECT_EQ(folder_of_media(*read({"serve", "--store", "sqlite:/var/lib/p.db"})), "/var/lib/p.db.media");
  EXPECT_EQ(folder_of_media(*read({"serve", "--store", "postgres://host/db"})), "parley-media");
  EXPECT_EQ(folder_of_media(*read({"serve", "--media", "files"})), "files");
}

}  // namespace
}  // namespace parley::app
