// The store as a thing that is counted, copied, put back and brought up to date.

#include "app/commands.h"
#include "app/open_store.h"
#include "app/print.h"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace parley::app {
namespace {

struct Totals {
  std::int64_t organizations = 0;
  OrganizationStats sum;

  void add(const OrganizationStats& one) {
    if (one.organization.id.value != 0) ++organizations;
    sum.senders += one.senders;
    sum.contacts += one.contacts;
    sum.conversations += one.conversations;
    sum.messages += one.messages;
    sum.deliveries += one.deliveries;
    sum.unrouted += one.unrouted;
  }
};

void add_counts(Row& row, const OrganizationStats& stats) {
  row.emplace_back("senders", stats.senders);
  row.emplace_back("contacts", stats.contacts);
  row.emplace_back("conversations", stats.conversations);
  row.emplace_back("messages", stats.messages);
  row.emplace_back("deliveries", stats.deliveries);
  row.emplace_back("unrouted", stats.unrouted);
}

Row row_of(const OrganizationStats& stats) {
  Row row{
      {"id", stats.organization.id.value},
      {"name", stats.organization.name},
      {"organizations", 1},
  };
  add_counts(row, stats);
  return row;
}

Row row_of(const Totals& totals) {
  Row row{{"organizations", totals.organizations}};
  add_counts(row, totals.sum);
  return row;
}

}  // namespace

int stats(const Config& config) {
  OpenStore store(config);
  Totals totals;
  std::vector<Row> rows;
  for (const OrganizationStats& one : store.wait(store->stats())) {
    totals.add(one);
    if (one.organization.id.value != 0) rows.push_back(row_of(one));  // 0: what belongs to nobody
  }
  Row all = row_of(totals);
  if (config.json) {
    Value inner("");
    inner.json = json_of(rows);
    all.emplace_back("per_organization", std::move(inner));
    print(json_of(all) + "\n");
  } else {
    print(table_of({all}) + (rows.empty() ? "" : "\n") + table_of(rows));
  }
  return 0;
}

int backup(const Config& config) {
  if (std::filesystem::exists(config.file)) {
    throw std::runtime_error(config.file + " exists: name a file that does not");
  }
  backup_store(config.store, config.file);
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(config.file));
  print_row({{"file", config.file}, {"bytes", bytes}}, config.json,
            fmt::format("{}: {} bytes", config.file, bytes));
  const auto key = key_file_of(config);
  if (std::filesystem::exists(key)) {
    note("keep " + key + " too, apart from it: access tokens cannot be read without");
  }
  const auto files = folder_of_media(config);
  if (std::filesystem::exists(files))
    note("copy " + files + " too, behind it: the files of messages are no part of the store");
  return 0;
}

int restore(const Config& config) {
  const auto path = path_of_store(config.store);
  if (!config.force && !path.empty() && std::filesystem::exists(path)) {
    throw std::runtime_error(path +
                             " exists: --force puts the copy in its place, and what it holds is gone then");
  }
  restore_store(config.store, config.file);
  const OpenStore store(config);  // what cannot be opened is not restored
  print_row({{"store", shown_store(config.store)}}, config.json,
            fmt::format("{} is restored from {}", shown_store(config.store), config.file));
  return 0;
}

int migrate(const Config& config) {
  if (!config.to.empty()) return move(config);
  const OpenStore store(config);  // opening it migrates
  print_row({{"store", shown_store(config.store)}, {"current", true}}, config.json,
            fmt::format("{} has the schema of parley {}", shown_store(config.store), PARLEY_VERSION));
  return 0;
}

int version(const Config& config) {
  print_row({{"version", PARLEY_VERSION}}, config.json, "parley " PARLEY_VERSION);
  return 0;
}

}  // namespace parley::app
