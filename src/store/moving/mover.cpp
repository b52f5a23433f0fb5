#include "store/moving/mover.h"

#include "base/secrets.h"
#include "store/moving/compare.h"
#include "store/sql/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <thread>
#include <utility>

namespace parley::moving {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// What a store has before anything is kept in it.
constexpr std::array<std::string_view, 3> furnished{"counter", "schema_version", "setting"};

// A source that nobody changes is equal after the first of these, or the second where rows stood in each other's way.
constexpr int most_held_passes = 6;

// With connections of one that was killed, which last until the server has noticed.
constexpr milliseconds patience{5'000}, short_patience{2'000};
constexpr milliseconds between_looks{100};
constexpr milliseconds least_pause{1'000}, most_pause{60'000};

milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

void check_source(const Found& source, const std::string& name) {
  const auto ours = std::ssize(sql::schema_steps());
  if (source.schema == 0) throw std::runtime_error("there is no store at " + name);
  if (source.mark) throw std::runtime_error(name + " is itself the unfinished copy of another store");
  if (source.schema > ours) {
    throw std::runtime_error(
        fmt::format("{} was written by a newer parley (schema {}, this one knows {}): move it with "
                    "that version",
                    name, source.schema, ours));
  }
  if (source.schema < ours) {
    throw std::runtime_error(
        fmt::format("{} has the schema {}, this parley the schema {}: serve it with this version, or "
                    "run `parley migrate --store …` on it, before it is moved",
                    name, source.schema, ours));
  }
}

// A table as both stores can be read: in the order of the shorter key, where the other one goes on behind it because that
// engine's keys name more. Nothing where they are not the same table.
std::optional<Table> common(const Table& here, const Table& there) {
  const auto& shorter = here.keys <= there.keys ? here : there;
  const auto& longer = here.keys <= there.keys ? there : here;
  const auto key = std::span(shorter.columns).first(shorter.keys);
  const bool is_one = here.name == there.name && here.columns.size() == there.columns.size() &&
                      std::ranges::equal(key, std::span(longer.columns).first(shorter.keys)) &&
                      std::ranges::is_permutation(here.columns, there.columns);
  return is_one ? std::optional(shorter) : std::nullopt;
}

// Both are of one schema, as they say: where their tables differ, somebody has changed one by hand.
std::vector<Table> common(const std::vector<Table>& here, const std::vector<Table>& there) {
  std::vector<Table> tables;
  std::set<std::string> differing;
  for (const auto& table : there) differing.insert(table.name);
  for (const auto& table : here) {
    const auto other = std::ranges::find(there, table.name, &Table::name);
    auto both = other == there.end() ? std::nullopt : common(table, *other);
    if (both) {
      differing.erase(table.name);
      tables.push_back(std::move(*both));
    } else {
      differing.insert(table.name);
    }
  }
  if (differing.empty()) return tables;
  throw std::runtime_error(
      fmt::format("nothing was copied: these tables of both stores differ, though their schemas do not: {}",
                  fmt::join(differing, ", ")));
}

class Mover {
 public:
  Mover(Source& source, Target& target, const MoveOptions& options)
      : source_(source), target_(target), options_(options) {}

  Move run() {
    begin();
    for (const auto& table : tables_) rows_in_all_ += source_.count(table);
    bool is_held = false;
    while (!is_held) {
      pass(false);
      is_held = source_.hold(tables_);
      if (is_held || is_behind()) continue;
      is_held =
          options_.follows ? pause() : wait_for(short_patience, [this] { return source_.hold(tables_); });
      if (!is_held && !options_.follows) return std::move(done_);
    }
    finish();
    return std::move(done_);
  }

 private:
  // The target is ours, and one that nobody can take for a whole store, before the first row is written.
  void begin() {
    const auto here = source_.look();
    check_source(here, options_.from);
    target_.make();
    const auto there = target_.look();
    check_target(here, there);
    tables_ = common(here.tables, there.tables);
    wait_until_free();
    target_.claim({.source = here.instance, .run = random_symbols(16)});
  }

  void check_target(const Found& here, const Found& there) {
    if (there.mark) {
      if (there.mark->source == here.instance) return;
      throw std::runtime_error(options_.to + " is the unfinished copy of a store that is not " +
                               options_.from);
    }
    const auto holds_rows = [this](const Table& table) {
      return std::ranges::find(furnished, table.name) == furnished.end() && target_.count(table) > 0;
    };
    const bool is_same = here.instance == there.instance;
    if (!is_same && std::ranges::none_of(there.tables, holds_rows)) return;
    throw std::runtime_error(fmt::format("{} holds {} already: name a place where there is none", options_.to,
                                         is_same ? "this very store, or a finished copy of it," : "a store"));
  }

  void wait_until_free() {
    if (wait_for(patience, [this] { return target_.is_free(); })) return;
    throw std::runtime_error(options_.to +
                             " is in use: stop whoever serves it, or moves another store to it");
  }

  // Whether it came true within that time.
  bool wait_for(milliseconds time, const std::function<bool()>& is_true) const {
    const auto deadline = Clock::now() + time;
    bool is_so = is_true();
    while (!is_so && Clock::now() < deadline) {
      tell({});
      std::this_thread::sleep_for(between_looks);
      is_so = is_true();
    }
    return is_so;
  }

  const MovePass& pass(bool is_held) {
    const auto start = Clock::now();
    MovePass sum{.pass = static_cast<int>(done_.passes.size()) + 1, .is_held = is_held};
    done_.tables.clear();
    for (const auto& table : tables_) {
      tell({.pass = sum.pass, .table = table.name, .rows = sum.rows, .of = rows_in_all_});
      const auto looked_at = [&](std::int64_t rows) {
        sum.rows += rows;
        tell({.pass = sum.pass,
              .table = table.name,
              .rows = sum.rows,
              .of = std::max(rows_in_all_, sum.rows)});
      };
      auto compared = compare(source_, target_, table, looked_at);
      sum.written += compared.written;
      sum.removed += compared.removed;
      done_.tables.push_back(std::move(compared.table));
    }
    rows_in_all_ = sum.rows;
    sum.took = since(start);
    done_.passes.push_back(sum);
    if (options_.passed) options_.passed(sum);
    return done_.passes.back();
  }

  // Whether another pass would come nearer: each leaves what was changed while it went, and so takes as long as the
  // reading does in the end.
  [[nodiscard]] bool is_behind() const {
    const auto& passes = done_.passes;
    if (passes.back().written + passes.back().removed == 0) return false;
    return passes.size() < 2 || passes.back().took * 2 < passes[passes.size() - 2].took;
  }

  // Leaves the machine to the server for as long as the last pass took. Whether the source is held by now.
  bool pause() {
    const auto end = Clock::now() + std::clamp(done_.passes.back().took, least_pause, most_pause);
    auto next_look = Clock::now() + least_pause;
    while (Clock::now() < end) {
      tell({});
      std::this_thread::sleep_for(between_looks);
      if (Clock::now() < next_look) continue;
      if (source_.hold(tables_)) return true;
      next_look = Clock::now() + least_pause;
    }
    return false;
  }

  void finish() {
    for (int i = 0; i < most_held_passes; ++i) {
      const auto& last = pass(true);
      if (last.written + last.removed > 0) continue;
      check_equal();
      target_.finish(tables_);
      done_.is_finished = true;
      return;
    }
    throw std::runtime_error(unequal());
  }

  // A pass without a change has read both sides and found them equal; their sums must say so too.
  void check_equal() const {
    const auto is_unequal = [](const MovedTable& table) {
      return table.rows != table.rows_there || table.hash != table.hash_there;
    };
    if (std::ranges::any_of(done_.tables, is_unequal)) throw std::runtime_error(unequal());
  }

  std::string unequal() const {
    std::string words;
    for (const auto& table : done_.tables) {
      if (table.hash != table.hash_there)
        words += fmt::format("{}{} ({} rows, {} there)", words.empty() ? "" : ", ", table.name, table.rows,
                             table.rows_there);
    }
    return fmt::format("{} does not become equal in: {}. It stays unfinished", options_.to, words);
  }

  void tell(const MoveProgress& progress) const {
    if (options_.progress) options_.progress(progress);
  }

  Source& source_;
  Target& target_;
  const MoveOptions& options_;
  std::vector<Table> tables_;
  std::int64_t rows_in_all_ = 0;
  Move done_;
};

}  // namespace

Move move(Source& source, Target& target, const MoveOptions& options) {
  return Mover(source, target, options).run();
}

}  // namespace parley::moving
