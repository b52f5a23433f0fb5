#include "store/postgres/engine.h"

#include "store/moving/statements.h"
#include "store/postgres/migrate.h"
#include "store/postgres/searcher.h"
#include "store/postgres/session.h"
#include "store/postgres/statistics.h"
#include "store/postgres/writer.h"
#include "store/sql/schema.h"

#include <exception>
#include <stdexcept>
#include <utility>

namespace parley::postgres {
namespace {

void refuse_unfinished(Connection& db, const Server& server) {
  const auto mark =
      db.prepare("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1");
  mark->bind(1, moving::mark_table);
  if (mark->step()) throw std::runtime_error(moving::unfinished_words(shown_address(server.address)));
}

std::string read_instance_key(const Server& server) {
  std::string key;
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, server);
    db.open();
    refuse_unfinished(db, server);
    key = sql::instance_key(db);
  });
  return key;
}

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(Server server, EngineOptions options)
      : server_(std::move(server)),
        options_(std::move(options)),
        instance_key_(read_instance_key(server_)),
        writer_(server_, options_, shared_),
        searcher_(server_, options_.search_budget) {
    // Nobody waits for it: where it fails, the next one or PostgreSQL itself does it.
    writer_.on_growth([this] { searcher_.try_submit(gather_statistics, [](const std::exception_ptr&) {}); });
  }

  std::unique_ptr<Store> open(asio::io_context& context) override {
    return std::make_unique<Session>(context, server_, instance_key_, writer_.queue(), searcher_, shared_,
                                     options_);
  }
  void on_commit(Bell bell) override { writer_.on_commit(std::move(bell)); }
  void finish() override {
    searcher_.finish();
    writer_.finish();
  }
  std::string metrics() const override { return writer_.queue().metrics(); }

 private:
  const Server server_;
  const EngineOptions options_;
  const std::string instance_key_;
  Shared shared_;
  Writer writer_;
  Searcher searcher_;
};

}  // namespace

std::unique_ptr<Engine> open(const std::string& address, EngineOptions options) {
  Server server{.address = address};
  migrate(server);
  return std::make_unique<PostgresEngine>(std::move(server), std::move(options));
}

std::string shown(const std::string& address) { return shown_address(address); }

}  // namespace parley::postgres
