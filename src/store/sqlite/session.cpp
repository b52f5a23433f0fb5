#include "store/sqlite/session.h"

#include "base/await.h"
#include "base/secrets.h"
#include "store/sql/answers.h"
#include "store/sql/reads.h"
#include "store/sql/schema.h"
#include "store/sql/senders.h"
#include "store/sql/tokens.h"

#include <spdlog/spdlog.h>

namespace parley::sqlite {
namespace {

constexpr sql::Query begin{"BEGIN"};
constexpr sql::Query commit{"COMMIT"};
constexpr sql::Query setup_version{"SELECT value FROM counter WHERE name = 'setup'"};

constexpr sql::Query last_event{"SELECT last_event FROM organization WHERE id = $1"};

constexpr std::int64_t most_events_at_once = 2'000;
constexpr std::int64_t setup_weight = std::int64_t{1} << 40;
constexpr std::size_t most_known_tokens = 10'000;

}  // namespace

Session::Session(asio::io_context& context, const std::string& path, Writer& writer, Searcher& searcher,
                 const EngineOptions& options)
    : SharedStore(context, writer.queue(), options),
      db_(path, Access::read),
      searcher_(searcher),
      seal_(sql::instance_key(db_)),
      alive_(std::make_shared<Session*>(this)) {}

Session::~Session() {
  *alive_ = nullptr;
  end_turn();
}

// A transaction a turn costs less than one a statement, and all that one turn answers is of one moment.
sql::Connection& Session::reading() {
  if (in_turn_) return db_;
  static_cast<sql::Connection&>(db_).run(begin);
  in_turn_ = true;
  asio::post(context_, [alive = alive_] {
    if (*alive) (*alive)->end_turn();
  });
  const auto version = db_.data_version();
  if (version == data_version_) return db_;
  {
    auto rows = db_.rows(setup_version);
    if (rows.next() && rows.integer(0) != setup_version_) {
      setup_version_ = rows.integer(0);
      known_ = {};
    }
  }
  data_version_ = version;
  return db_;
}

void Session::end_turn() {
  if (!in_turn_) return;
  in_turn_ = false;
  try {
    static_cast<sql::Connection&>(db_).run(commit);
  } catch (const std::exception& error) {
    // A read that failed has ended the transaction, or spoilt it. The next turn begins anew.
    spdlog::warn("reading: {}", error.what());
    data_version_ = -1;
    db_.abandon();
  }
}

std::shared_ptr<const std::vector<Sender>> Session::senders_of(OrganizationId organization) {
  auto& db = reading();
  auto& known = known_.senders[organization.value];
  if (!known) known = std::make_shared<const std::vector<Sender>>(sql::read_senders(db, organization));
  return known;
}

const Sender* Session::sender_of(OrganizationId organization, SenderId id) {
  for (const auto& sender : *senders_of(organization)) {
    if (sender.id == id) return &sender;
  }
  return nullptr;
}

Task<std::shared_ptr<const Token>> Session::token(std::string_view secret) {
  auto& db = reading();
  const auto hash = sha256(secret);
  std::string key(bytes_of(hash));
  const auto known = known_.tokens.find(key);
  if (known != known_.tokens.end()) {
    if (known->second->usable(options_.clock())) note_use(*known->second);
    co_return known->second;
  }
  auto found = sql::find_token(db, key);
  if (!found) co_return nullptr;
  if (known_.tokens.size() >= most_known_tokens) known_.tokens.clear();
  auto token = std::make_shared<const Token>(std::move(*found));
  known_.tokens.emplace(std::move(key), token);
  if (token->usable(options_.clock())) note_use(*token);
  co_return token;
}

Task<std::shared_ptr<const std::vector<Sender>>> Session::senders(OrganizationId organization) {
  co_return senders_of(organization);
}

Task<bool> Session::conversation(OrganizationId organization, SenderId sender, std::int64_t number,
                                 FunctionRef<void(const ConversationRow&)> sink) {
  const auto* ours = sender_of(organization, sender);
  co_return (ours != nullptr) && sql::read_conversation(reading(), *ours, number, sink);
}

Task<PageCount> Session::conversations(ConversationQuery query,
                                       FunctionRef<void(const ConversationRow&)> sink) {
  const auto* ours = sender_of(query.filter.organization, query.filter.sender);
  if (ours == nullptr) co_return PageCount{};
  if (sql::is_ranked(query) || !query.filter.phones.empty()) {
    co_return sql::read_conversations(reading(), *ours, query, sink);
  }
  PageCount count;
  const auto start = [&, sender = *ours](const Done& done) {
    searcher_.submit(
        [&, sender](sql::Connection& db) { count = sql::read_conversations(db, sender, query, sink); }, done);
  };
  co_await await(context_, start);
  co_return count;
}

Task<ConversationSummary> Session::summary(ConversationFilter filter) {
  if (sql::is_ranked(filter) || !filter.phones.empty()) co_return sql::read_summary(reading(), filter);
  ConversationSummary found;
  const auto start = [&](const Done& done) {
    searcher_.submit([&](sql::Connection& db) { found = sql::read_summary(db, filter); }, done);
  };
  co_await await(context_, start);
  co_return found;
}

Task<std::optional<PageCount>> Session::messages(MessageQuery query,
                                                 FunctionRef<void(const MessageRow&)> sink) {
  const auto* ours = sender_of(query.organization, query.sender);
  if (ours == nullptr) co_return std::nullopt;
  if (sql::is_ranked(query) || sql::is_walked_at_once(reading(), *ours, query)) {
    co_return sql::read_messages(reading(), *ours, query, sink);
  }
  std::optional<PageCount> count;
  const auto start = [&, sender = *ours](const Done& done) {
    searcher_.submit(
        [&, sender](sql::Connection& db) { count = sql::read_messages(db, sender, query, sink); }, done);
  };
  co_await await(context_, start);
  co_return count;
}

// Events since the last look; a long stretch is not looked at one by one.
void Session::catch_up(std::int64_t organization, Changes& changes) {
  const auto last = sql::first_integer(reading(), last_event, organization);
  if (last == changes.last()) return;
  if (last - changes.last() > most_events_at_once) return changes.forget(last);
  for (const auto& event : sql::read_events(db_, {organization}, {changes.last()}, most_events_at_once)) {
    changes.take(event);
  }
}

Task<std::int64_t> Session::version(OrganizationId organization, std::int64_t conversation) {
  reading();
  if (changes_version_ != data_version_) {
    for (auto& [id, changes] : known_.changes) catch_up(id, changes);
    changes_version_ = data_version_;
  }
  const auto [at, added] = known_.changes.try_emplace(organization.value);
  if (added) catch_up(organization.value, at->second);
  // A change of the set-up is one of everything; it is rare enough to count in the millions.
  const auto version = setup_version_ * setup_weight + at->second.of(conversation);
  co_return version;
}

Task<> Session::read(Weight weight, FunctionRef<void(const Reader&)> work) {
  if (weight == Weight::light) {
    work(Reader{reading()});
    co_return;
  }
  const auto start = [&](const Done& done) {
    searcher_.submit([&](sql::Connection& db) { work(Reader{db}); }, done);
  };
  co_await await(context_, start);
}

}  // namespace parley::sqlite
