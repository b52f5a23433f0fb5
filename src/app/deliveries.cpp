// Webhook bodies by hand: taken from files, listed, applied once more.

#include "actions/receive.h"
#include "app/commands.h"
#include "app/documents.h"
#include "app/open_store.h"
#include "app/print.h"
#include "base/names.h"
#include "base/problem.h"
#include "meta/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace parley::app {
namespace {

using actions::Outcome;

constexpr int at_once = 64;  // bodies on their way into the store: they share its transactions
constexpr std::int64_t page = 200;

struct Tally {
  std::array<std::int64_t, 5> of{};
  void add(Outcome outcome) { ++of[static_cast<std::size_t>(outcome)]; }
  Tally& operator+=(const Tally& other) {
    std::ranges::transform(of, other.of, of.begin(), std::plus());
    return *this;
  }
  [[nodiscard]] std::int64_t count(Outcome outcome) const { return of[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] Row row() const {
    Row row{{"documents", of[0] + of[1] + of[2] + of[3] + of[4]}};
    for (const auto outcome :
         {Outcome::applied, Outcome::repeated, Outcome::parked, Outcome::unrouted, Outcome::malformed}) {
      row.emplace_back(name_of(outcome), count(outcome));
    }
    return row;
  }
};

std::string words_of(const Row& row) {
  std::string words;
  for (const auto& [name, value] : row) {
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", value.shown, name);
  }
  return words;
}

Delivery delivery_of(std::string body) {
  const auto now = system_now();
  auto facts = meta::parse_webhook(body, now);
  return {.body = std::move(body), .received_at = now, .source = "ingest", .facts = std::move(facts)};
}

// Does the next piece of some work; false where there was none left.
using Piece = std::function<Task<bool>()>;

// Coroutines that share it: each takes piece after piece.
struct Crew {
  Piece piece;
  int running = at_once;
  std::exception_ptr failure;  // the first; nobody takes another piece behind it
};

Task<> take_pieces(std::shared_ptr<Crew> crew) {
  bool any = true;
  while (any && !crew->failure) any = co_await crew->piece();
}

void run_at_once(OpenStore& store, Piece piece) {
  const auto crew = std::make_shared<Crew>(std::move(piece));
  for (int i = 0; i < at_once; ++i) {
    asio::co_spawn(store.context(), take_pieces(crew), [crew](std::exception_ptr error) {
      --crew->running;
      if (error && !crew->failure) crew->failure = error;
    });
  }
  const auto guard = asio::make_work_guard(store.context());
  store.context().restart();
  while (crew->running > 0) store.context().run_one();
  if (crew->failure) std::rethrow_exception(crew->failure);
}

struct Intake {
  Store& store;
  Documents documents;
  Tally tally;
};

Task<bool> take_document(Intake& intake) {
  auto document = intake.documents.next();
  if (!document) co_return false;
  auto delivery = delivery_of(std::move(*document));
  const auto outcome = co_await actions::receive(intake.store, std::move(delivery));
  intake.tally.add(outcome);
  co_return true;
}

Tally take(OpenStore& store, std::istream& input) {
  Intake intake{*store, Documents(input), {}};
  run_at_once(store, [&intake] { return take_document(intake); });
  return intake.tally;
}

Row row_of(const DeliveryRow& delivery) {
  return {
      {"id", delivery.id.value},
      {"received_at", delivery.received_at},
      {"source", delivery.source},
      {"outcome", delivery.outcome},
      {"organization", delivery.organization.value},
      {"parked", delivery.parked},
      {"unrouted", delivery.unrouted},
      {"repeats", delivery.repeats},
      {"reason", nullable(delivery.reason)},
  };
}

Task<Outcome> replay(Store& store, const DeliveryRow& delivery) {
  const auto body = co_await store.delivery_body(delivery.id);
  if (!body) throw Problem::not_found(fmt::format("the body of delivery {}", delivery.id.value));
  auto facts = meta::parse_webhook(*body, delivery.received_at);
  co_return co_await actions::receive_again(store, delivery.id, std::move(facts));
}

struct Replays {
  Store& store;
  std::span<const DeliveryRow> deliveries;
  std::vector<Outcome> outcomes;  // one for each of them
  std::size_t next = 0;
};

Task<bool> replay_next(Replays& replays) {
  if (replays.next == replays.deliveries.size()) co_return false;
  const auto at = replays.next++;
  const auto outcome = co_await replay(replays.store, replays.deliveries[at]);
  replays.outcomes[at] = outcome;
  co_return true;
}

std::vector<Outcome> replay(OpenStore& store, std::span<const DeliveryRow> deliveries) {
  Replays replays{*store, deliveries, std::vector<Outcome>(deliveries.size())};
  run_at_once(store, [&replays] { return replay_next(replays); });
  return std::move(replays.outcomes);
}

}  // namespace

int ingest(const Config& config) {
  OpenStore store(config);
  Tally tally;
  for (const std::string& name : config.files) {
    std::ifstream file;
    if (name != "-") file.open(name, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + name);
    tally += take(store, name == "-" ? std::cin : file);
  }
  print_row(tally.row(), config.json, words_of(tally.row()));
  if (tally.count(Outcome::malformed) > 0)
    note("what was malformed is kept: see `parley deliveries --failed`");
  return tally.count(Outcome::malformed) > 0 ? 1 : 0;
}

// A page at a time, since a store keeps more of them than memory should.
int deliveries(const Config& config) {
  OpenStore store(config);
  bool any = false;
  for (DeliveryId after;;) {
    const auto some = store.wait(store->deliveries(config.failed, after, page));
    std::vector<Outcome> outcomes;
    if (config.replay) outcomes = replay(store, some);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < some.size(); ++i) {
      auto row = row_of(some[i]);
      if (config.replay) row.emplace_back("replayed", name_of(outcomes[i]));
      if (config.json) print((any ? ",\n" : "[") + json_of(row));
      rows.push_back(std::move(row));
      any = true;
    }
    if (!config.json) print(table_of(rows));
    if (std::ssize(some) < page) break;
    after = some.back().id;
  }
  if (config.json) {
    print(any ? "]\n" : "[]\n");
  } else if (!any) {
    print(config.failed ? "no failed deliveries\n" : "no deliveries\n");
  }
  return 0;
}

}  // namespace parley::app
