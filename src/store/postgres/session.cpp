#include "store/postgres/session.h"

#include "base/await.h"
#include "base/secrets.h"
#include "store/postgres/reading.h"
#include "store/sql/reads.h"
#include "store/sql/senders.h"
#include "store/sql/tokens.h"

namespace parley::postgres {
namespace {

constexpr sql::Query newest{
    "SELECT o.last_event, c.value FROM organization o CROSS JOIN counter c WHERE o.id = $1 AND c.name = 'setup'"};

constexpr std::int64_t most_events_at_once = 2'000;
constexpr std::int64_t setup_weight = std::int64_t{1} << 40;
constexpr std::size_t most_known_tokens = 10'000;

constexpr Pool::Limits reading{.connections = reading_connections};

// Somebody waits for the answer.
Server quick(Server server) {
  server.statement = std::chrono::seconds{5};
  server.silence = std::chrono::seconds{8};
  return server;
}

}  // namespace

Session::Session(asio::io_context& context, const Server& server, const std::string& instance_key,
                 JobQueue& jobs, Searcher& searcher, Shared& shared, const EngineOptions& options)
    : SharedStore(context, jobs, options),
      searcher_(searcher),
      shared_(shared),
      pool_(std::make_shared<Pool>(context, quick(server), reading)),
      together_(context),
      seal_(instance_key) {}

Session::~Session() { pool_->close(); }

Task<> Session::look_up(FunctionRef<void(sql::Connection&)> work) {
  const auto run = [&] { postgres::look_up(*pool_, work); };
  co_await in_fiber(run);
}

Task<> Session::read(Weight weight, FunctionRef<void(const Reader&)> work) {
  const auto look = [&](sql::Connection& db) { work(Reader{db}); };
  if (weight == Weight::light) {
    const auto run = [&] { read_moment(*pool_, std::nullopt, look); };
    co_await in_fiber(run);
    co_return;
  }
  const auto start = [&](const Done& done) { searcher_.submit(look, done); };
  co_await await(context_, start);
}

Session::Known& Session::known() {
  const auto newest_setup = shared_.setup();
  if (newest_setup != setup_version_) known_ = {};
  setup_version_ = newest_setup;
  return known_;
}

Task<std::shared_ptr<const Token>> Session::token(std::string_view secret) {
  const auto hash = sha256(secret);
  std::string key(bytes_of(hash));
  {
    const auto& tokens = known().tokens;
    if (const auto at = tokens.find(key); at != tokens.end()) {
      auto token = at->second;
      if (token->usable(options_.clock())) note_use(*token);
      co_return token;
    }
  }
  const auto setup = setup_version_;
  std::optional<Token> found;
  const auto work = [&](const Reader& from) { found = sql::find_token(from.db, key); };
  co_await read(Weight::light, work);
  if (!found) co_return nullptr;
  auto token = std::make_shared<const Token>(std::move(*found));
  auto& tokens = known().tokens;
  if (tokens.size() >= most_known_tokens) tokens.clear();
  // What changed while it was read may have changed it.
  if (setup_version_ == setup) tokens.insert_or_assign(std::move(key), token);
  if (token->usable(options_.clock())) note_use(*token);
  co_return token;
}

Task<std::shared_ptr<const std::vector<Sender>>> Session::senders(OrganizationId organization) {
  {
    const auto& all = known().senders;
    if (const auto at = all.find(organization.value); at != all.end()) co_return at->second;
  }
  const auto setup = setup_version_;
  auto found = std::make_shared<std::vector<Sender>>();
  const auto work = [&](sql::Connection& db) { *found = sql::read_senders(db, organization); };
  co_await look_up(work);
  auto& all = known().senders;
  if (setup_version_ == setup) all.insert_or_assign(organization.value, found);
  co_return found;
}

Task<std::optional<Sender>> Session::sender_of(OrganizationId organization, SenderId id) {
  const auto all = co_await senders(organization);
  for (const auto& sender : *all) {
    if (sender.id == id) co_return sender;
  }
  co_return std::nullopt;
}

Task<bool> Session::conversation(OrganizationId organization, SenderId sender, std::int64_t number,
                                 FunctionRef<void(const ConversationRow&)> sink) {
  const auto ours = co_await sender_of(organization, sender);
  if (!ours) co_return false;
  bool is_there = false;
  const auto work = [&] { is_there = together_.conversation(*pool_, *ours, number, sink); };
  co_await in_fiber(work);
  co_return is_there;
}

Task<PageCount> Session::conversations(ConversationQuery query,
                                       FunctionRef<void(const ConversationRow&)> sink) {
  PageCount count;
  const auto ours = co_await sender_of(query.filter.organization, query.filter.sender);
  if (!ours) co_return count;
  const bool is_light = sql::is_ranked(query) || !query.filter.phones.empty();
  const auto work = [&](const Reader& from) { count = sql::read_conversations(from.db, *ours, query, sink); };
  co_await read(is_light ? Weight::light : Weight::heavy, work);
  co_return count;
}

Task<ConversationSummary> Session::summary(ConversationFilter filter) {
  ConversationSummary found;
  const bool is_light = sql::is_ranked(filter) || !filter.phones.empty();
  const auto work = [&](const Reader& from) { found = sql::read_summary(from.db, filter); };
  co_await read(is_light ? Weight::light : Weight::heavy, work);
  co_return found;
}

Task<std::optional<PageCount>> Session::messages(MessageQuery query,
                                                 FunctionRef<void(const MessageRow&)> sink) {
  std::optional<PageCount> count;
  const auto ours = co_await sender_of(query.organization, query.sender);
  if (!ours) co_return count;
  bool is_light = true;
  const auto work = [&](const Reader& from) {
    is_light = sql::is_ranked(query) || sql::is_walked_at_once(from.db, *ours, query);
    if (is_light) count = sql::read_messages(from.db, *ours, query, sink);
  };
  co_await read(Weight::light, work);
  if (is_light) co_return count;
  const auto search = [&](const Reader& from) { count = sql::read_messages(from.db, *ours, query, sink); };
  co_await read(Weight::heavy, search);
  co_return count;
}

// Events since the last look; a long stretch is not looked at one by one.
void Session::catch_up(sql::Connection& db, OrganizationId organization, std::int64_t last,
                       Changes& changes) {
  if (last <= changes.last()) return;
  if (last - changes.last() > most_events_at_once) return changes.forget(last);
  for (const auto& event : sql::read_events(db, organization, {changes.last()}, most_events_at_once)) {
    if (event.sequence.value > changes.last()) changes.take(event);
  }
}

// Asked of the server each time: another process may have committed a moment ago, and whoever was told so may ask here.
Task<std::int64_t> Session::version(OrganizationId organization, std::int64_t conversation) {
  std::int64_t last = 0;
  std::int64_t setup = 0;
  const auto work = [&](sql::Connection& db) {
    {
      auto rows = db.rows(newest, organization.value);
      if (!rows.next()) return;
      last = rows.integer(0);
      setup = rows.integer(1);
    }
    catch_up(db, organization, last, changes_[organization.value]);
  };
  co_await look_up(work);
  shared_.heard_of_setup(setup);
  // A change of the set-up is one of everything; it is rare enough to count in the millions.
  co_return setup* setup_weight + changes_[organization.value].of(conversation);
}

Task<std::vector<Event>> Session::events_after(OrganizationId organization, Sequence seen,
                                               std::int64_t limit) {
  shared_.follow(organization);
  std::vector<Event> found;
  const auto work = [&](sql::Connection& db) { found = sql::read_events(db, organization, seen, limit); };
  co_await look_up(work);
  co_return found;
}

}  // namespace parley::postgres
