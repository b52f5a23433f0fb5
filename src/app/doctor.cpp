// What may be wrong with this installation, a line a thing: ok, warn or fail.

#include "app/commands.h"
#include "app/files.h"
#include "app/key_file.h"
#include "app/open_store.h"
#include "app/print.h"
#include "app/served.h"
#include "base/secrets.h"
#include "media/folder.h"
#include "store/media.h"
#include "store/outbox.h"
#include "store/upkeep.h"

#include <boost/describe/enum.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/timex.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

namespace parley::app {
namespace {

namespace fs = std::filesystem;

BOOST_DEFINE_ENUM_CLASS(Health, ok, warn, fail)  // as a store's Symptom has it

struct Finding {
  Health health = Health::ok;
  std::string words;
};

constexpr std::uintmax_t mebibyte = 1 << 20;
constexpr std::chrono::milliseconds slow_sync{50};

fs::path folder_of_store(const Config& config) {
  const auto folder = fs::path(path_of_store(config.store)).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

bool is_there(const Config& config) {
  const auto path = path_of_store(config.store);
  return path.empty() || fs::exists(path);
}

Upkeep upkeep_of(OpenStore& store) {
  Upkeep found;
  const auto look = [&found](const Reader& from) { found = upkeep(from); };
  store.wait(store->read(Weight::light, look));
  return found;
}

// 42 s, 5 min, 3 h, 2 d: as much as one wants to know of an age.
std::string spell_age(std::chrono::milliseconds age) {
  using namespace std::chrono;
  if (age < 2min) return fmt::format("{} s", std::max<std::int64_t>(0, floor<seconds>(age).count()));
  if (age < 2h) return fmt::format("{} min", floor<minutes>(age).count());
  if (age < 48h) return fmt::format("{} h", floor<hours>(age).count());
  return fmt::format("{} d", floor<days>(age).count());
}

Finding check_store(const Config& config) {
  if (!is_there(config)) {
    return {Health::warn, shown_store(config.store) + " is not there yet: `parley org add NAME` makes it"};
  }
  OpenStore store(config);
  const auto count = store.wait(store->organizations()).size();
  const auto schema = upkeep_of(store).schema;  // opening it has migrated it
  return {Health::ok, fmt::format("{} opens, its schema {} is current, {} organizations",
                                  shown_store(config.store), schema, count)};
}

// Writes beside the store what a commit writes, and asks for it to be on the disk.
Finding check_sync(const Config& config) {
  const auto file = folder_of_store(config) / fmt::format(".parley-doctor-{}", random_symbols(8));
  const auto start = std::chrono::steady_clock::now();
  create_private_file(file.string(), std::string(4096, '.'));
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  fs::remove(file);
  if (took > slow_sync) {
    return {Health::warn, fmt::format("a sync to the disk took {} ms: webhooks wait as long", took.count())};
  }
  return {Health::ok, fmt::format("a sync to the disk took {} ms", took.count())};
}

Finding check_space(const Config& config) {
  const auto space = fs::space(folder_of_store(config));
  const auto words =
      fmt::format("{} MiB free of {} MiB", space.available / mebibyte, space.capacity / mebibyte);
  if (space.available < 200 * mebibyte) return {Health::fail, words + ": make room"};
  if (space.available < 2'048 * mebibyte) return {Health::warn, words};
  return {Health::ok, words};
}

Finding check_app_secret(const Config& config) {
  const auto count = secrets_of(config.meta_app_secret).size();
  if (count > 0) return {Health::ok, fmt::format("{} app secret(s)", count)};
  return {Health::warn,
          "none: `parley serve` needs PARLEY_META_APP_SECRET, from your app's settings at Meta"};
}

Finding check_verify_token(const Config& config) {
  const auto count = secrets_of(config.meta_verify_token).size();
  if (count > 0) return {Health::ok, fmt::format("{} verify token(s)", count)};
  return {Health::warn,
          "none: Meta cannot verify the callback without PARLEY_META_VERIFY_TOKEN, a text of your choice"};
}

Finding check_key(const Config& config) {
  const auto path = key_file_of(config);
  if (!fs::exists(path)) return {Health::ok, "not needed yet"};
  KeyFile::open(path);
  if (readable_by_others(path))
    return {Health::warn, fmt::format("others can read {}: chmod 600 {}", path, path)};
  return {Health::ok, path + " is private"};
}

// Of an organization, the numbers that nothing can be sent from, as nobody has given an access token for them.
std::vector<std::string> numbers_without_token(OpenStore& store, OrganizationId organization) {
  std::vector<std::string> without;
  const auto senders = store.wait(store->senders(organization));
  const auto read = [&](const Reader& from) {
    for (const Sender& sender : *senders) {
      if (sender.connected && sealed_access_token(from, sender).empty()) without.push_back(sender.phone);
    }
  };
  store.wait(store->read(Weight::light, read));
  return without;
}

Finding check_senders(const Config& config) {
  OpenStore store(config);
  std::vector<std::string> without_number, without_token;
  for (const OrganizationStats& one : store.wait(store->stats())) {
    if (one.organization.id.value == 0) continue;
    if (one.senders == 0) without_number.push_back(one.organization.name);
    std::ranges::move(numbers_without_token(store, one.organization.id), std::back_inserter(without_token));
  }
  std::vector<std::string> words;
  if (!without_number.empty())
    words.push_back(
        fmt::format("no number: {}. `parley sender add` adds one", fmt::join(without_number, ", ")));
  if (!without_token.empty())
    words.push_back(
        fmt::format("no access token, so that nothing can be sent: {}. `parley sender renew` gives one",
                    fmt::join(without_token, ", ")));
  if (words.empty()) return {Health::ok, "each organization has a number, and each number an access token"};
  return {Health::warn, fmt::format("{}", fmt::join(words, "; "))};
}

// Numbers that Meta lets nothing be sent from, and messages of which nobody knows what became.
Finding check_sending(const Config& config) {
  OpenStore store(config);
  std::string refused;
  std::int64_t waiting = 0, unknown = 0;
  for (const Organization& organization : store.wait(store->organizations())) {
    std::vector<Sending> all;
    const auto read = [&](const Reader& from) { all = sending(from, organization.id, false); };
    store.wait(store->read(Weight::light, read));
    const auto senders = store.wait(store->senders(organization.id));
    for (const Sending& one : all) {
      waiting += one.waiting;
      unknown += one.unknown;
      if (!one.refused_since) continue;
      const auto sender = std::ranges::find(*senders, one.sender, &Sender::id);
      if (sender == senders->end()) continue;
      refused += fmt::format("{}{} since {} ago ({})", refused.empty() ? "" : ", ", sender->phone,
                             spell_age(system_now() - *one.refused_since), one.trouble);
    }
  }
  const auto words = fmt::format("{} wait, {} of unknown fate", waiting, unknown);
  if (!refused.empty())
    return {Health::fail,
            fmt::format("Meta refuses the access token of {}: `parley sender renew`; {}", refused, words)};
  return {unknown > 0 ? Health::warn : Health::ok, words};
}

// The folder of files, and files that did not come.
Finding check_media(const Config& config) {
  if (!fs::exists(folder_of_media(config)))
    return {Health::ok, folder_of_media(config) + " is not there yet: `parley serve` makes it"};
  const media::Folder folder(folder_of_media(config));
  OpenStore store(config);
  MediaTally sum;
  const auto read = [&](const Reader& from) {
    for (const auto& one : media_tallies(from)) {
      sum.pending += one.pending;
      sum.ready += one.ready;
      sum.expired += one.expired;
      sum.failed += one.failed;
      sum.bytes += one.bytes;
    }
  };
  store.wait(store->read(Weight::light, read));
  const auto free = folder.free_bytes();
  const auto words = fmt::format("{} files of {} MiB in {}, {} to be fetched, {} failed, {} expired",
                                 sum.ready, static_cast<std::uintmax_t>(sum.bytes) / mebibyte, folder.path(),
                                 sum.pending, sum.failed, sum.expired);
  if (free < media::least_free_bytes)
    return {Health::fail, fmt::format("{} MiB are free: no file is fetched; {}", free / mebibyte, words)};
  return {sum.failed > 0 ? Health::warn : Health::ok, words};
}

Finding check_deliveries(const Config& config) {
  OpenStore store(config);
  const auto found = upkeep_of(store);
  const auto newest = found.newest_delivery ? fmt::format("the newest came {} ago",
                                                          spell_age(system_now() - *found.newest_delivery))
                                            : std::string("there is none yet");
  if (found.failed_deliveries == 0) return {Health::ok, newest + ", none failed"};
  return {Health::warn,
          fmt::format("{}, {} were malformed, not understood or nobody's: `parley deliveries --failed`",
                      newest, found.failed_deliveries)};
}

Finding check_server(const Config& config) {
  const auto metrics = served_metrics(config.listen);
  if (!metrics)
    return {Health::ok, "none answers over HTTP at " + config.listen + ": how fast it is was not looked at"};
  const auto words = slowness(*metrics);
  if (words.empty()) return {Health::ok, "answers at " + config.listen + ", webhooks are taken in time"};
  return {Health::warn, fmt::format("since it started, at {}: {}", config.listen, words)};
}

Finding check_clock(const Config&) {
  using namespace std::chrono;
  const auto now = system_now();
  if (now < sys_days{2025y / January / 1})
    return {Health::fail, iso8601(now) + " is long past: set the clock"};
  timex kernel{};
  const bool adrift = ::adjtimex(&kernel) == TIME_ERROR && (kernel.status & STA_UNSYNC) != 0;
  if (adrift) return {Health::warn, iso8601(now) + ", not synchronized as far as the kernel knows"};
  return {Health::ok, iso8601(now) + ", synchronized"};
}

struct Check {
  std::string_view name;
  Finding (*look)(const Config&);
  bool reads_store = false;  // left out where there is none: looking would make it
  bool is_of_file = false;   // left out where the store is no file of this machine
};

constexpr Check checks[] = {
    {"store", check_store},
    {"sync", check_sync, false, true},
    {"space", check_space, false, true},
    {"key", check_key},
    {"app secret", check_app_secret},
    {"verify token", check_verify_token},
    {"senders", check_senders, true},
    {"deliveries", check_deliveries, true},
    {"sending", check_sending, true},
    {"media", check_media, true},
    {"server", check_server},
    {"clock", check_clock},
};

// Catches: a check that breaks has found something, and the other ones are still to be made.
Finding look(const Check& check, const Config& config) {
  try {
    return check.look(config);
  } catch (const std::exception& error) {
    return {Health::fail, error.what()};
  }
}

// Where the store is a server's.
std::vector<Symptom> look_at_server(const Config& config) {
  if (!path_of_store(config.store).empty()) return {};
  const auto threads = config.threads > 0 ? config.threads : std::thread::hardware_concurrency();
  try {
    return symptoms_of_store(config.store, threads);
  } catch (const std::exception&) {
    return {};  // the check of the store has said so
  }
}

}  // namespace

int doctor(const Config& config) {
  std::vector<Row> rows;
  bool failed = false;
  const auto tell = [&](Health health, std::string_view name, const std::string& words) {
    failed |= health == Health::fail;
    if (config.json) {
      rows.push_back({{"check", name}, {"health", name_of(health)}, {"words", words}});
    } else {
      print(fmt::format("{:4}  {:12}  {}\n", name_of(health), name, words));
    }
  };
  for (const auto& [health, name, words] : look_at_server(config))
    tell(static_cast<Health>(health), name, words);
  for (const Check& check : checks) {
    if (check.reads_store && !is_there(config)) continue;
    if (check.is_of_file && path_of_store(config.store).empty()) continue;
    const auto [health, words] = look(check, config);
    tell(health, check.name, words);
  }
  if (config.json) print_rows(rows, true, "");
  return failed ? 1 : 0;
}

}  // namespace parley::app
