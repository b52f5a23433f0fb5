// A store carried to another place: what is told while it goes, and what is to be done then.

#include "store/move.h"

#include "app/commands.h"
#include "app/move_progress.h"
#include "app/print.h"
#include "store/store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>

namespace parley::app {
namespace {

constexpr int caught_up = 3;
constexpr std::size_t shown_digits = 16;

volatile std::sig_atomic_t is_stopped = 0;

std::string shown_hash(const std::string& hash) { return hash.substr(0, shown_digits); }

Row row_of(const MovedTable& table, bool as_json) {
  const auto hash = [as_json](const std::string& whole) { return as_json ? whole : shown_hash(whole); };
  return {{"table", table.name},
          {"rows", table.rows},
          {"rows_there", table.rows_there},
          {"sha256", hash(table.hash)},
          {"sha256_there", hash(table.hash_there)},
          {"equal", table.hash == table.hash_there}};
}

void print_json(const Move& move) {
  std::int64_t written = 0, removed = 0, rows = 0;
  std::vector<Row> tables;
  for (const auto& pass : move.passes) written += pass.written, removed += pass.removed;
  for (const auto& table : move.tables) {
    rows += table.rows;
    tables.push_back(row_of(table, true));
  }
  Value inner("");
  inner.json = json_of(tables);
  const Row row{{"finished", move.is_finished},
                {"passes", std::ssize(move.passes)},
                {"rows", rows},
                {"written", written},
                {"removed", removed},
                {"tables", std::move(inner)}};
  print(json_of(row) + "\n");
}

void print_words(const Move& move, const Config& config) {
  std::vector<Row> rows;
  rows.reserve(move.tables.size());
  for (const auto& table : move.tables) rows.push_back(row_of(table, false));
  print(table_of(rows));
  if (move.is_finished)
    print(fmt::format("\n{} is {} now\n", shown_store(config.to), shown_store(config.from)));
}

void tell_what_next(const Move& move, const Config& config) {
  if (!move.is_finished) {
    const auto seconds = std::chrono::duration<double>(move.passes.back().took).count();
    return note(fmt::format(
        "{} is in use, and {} has what it held {:.0f} s ago. Stop the server, and run this command once more: it "
        "copies what came meanwhile, compares everything and finishes. Until then nobody can serve the copy",
        shown_store(config.from), shown_store(config.to), seconds));
  }
  note(fmt::format("serve {} from now on, and {} no more: nothing carries over what comes there",
                   shown_store(config.to), shown_store(config.from)));
  Config source = config;
  source.store = config.from;
  const auto key = key_file_of(source);
  if (std::filesystem::exists(key))
    note("it needs the same key: --key-file " + key +
         ", or a copy of it; access tokens cannot be read without");
}

}  // namespace

int move(const Config& config) {
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, [](int) { is_stopped = 1; });
  MoveView view(::isatty(STDERR_FILENO) != 0);
  const auto show = [&view](const MoveProgress& progress) {
    if (is_stopped != 0) throw std::runtime_error("stopped; the same command goes on from here");
    view.show(progress);
  };
  const auto moved = move_store({.from = config.from,
                                 .to = config.to,
                                 .follows = config.follow,
                                 .progress = show,
                                 .passed = [&view](const MovePass& pass) { view.show(pass); }});
  if (config.json) {
    print_json(moved);
  } else {
    print_words(moved, config);
  }
  tell_what_next(moved, config);
  return moved.is_finished ? 0 : caught_up;
}

}  // namespace parley::app
