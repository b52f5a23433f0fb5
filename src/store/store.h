#pragma once
// Everything the server keeps, as one thread sees it. An engine is a folder beside this file; it hands each thread a
// Store of its own and passes store/conformance.
//
// Reads see all that was committed before they began. A row that is not there is an answer, not an error. A sink is
// called before the read's coroutine ends, with views that end with the call. Reads that may touch many rows (search,
// rare sorts) run beside the thread, within a time budget: past it, Problem::unavailable.
// Writes are durable when their coroutine ends; when the store is behind, Problem::unavailable.

#include "base/function_ref.h"
#include "base/seal.h"
#include "base/task.h"
#include "domain/access.h"
#include "domain/conversation.h"
#include "domain/event.h"
#include "domain/fact.h"
#include "store/query.h"
#include "store/transaction.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parley {

// A webhook body on its way into the store.
struct Delivery {
  std::string body;  // as received
  Timestamp received_at;
  std::string source;          // "webhook", "ingest" (the command), "replay"
  int signed_by = -1;          // which app secret matched; -1: none was asked for
  std::optional<Facts> facts;  // nothing: the body was no JSON object
};

struct Recorded {
  DeliveryId delivery;
  bool repeated = false;  // the same bytes were kept before
  int parked = 0;         // items kept but not understood
  int unrouted = 0;       // items for numbers that no organization has
};

struct Organization {
  OrganizationId id;
  std::string name;
  bool active = true;
  Timestamp created_at;
};

struct Label {
  LabelId id;
  std::string uid;
  std::string name;
};

// Kept webhook bodies, as `parley deliveries` lists them.
struct DeliveryRow {
  DeliveryId id;
  OrganizationId organization;  // 0: of several organizations or of none
  Timestamp received_at;
  std::string source;
  std::string outcome;  // applied, parked (in part), unrouted (in part), malformed
  int parked = 0;
  int unrouted = 0;
  std::int64_t repeats = 0;
  std::string reason;  // of the first parked item
};

struct OrganizationStats {
  Organization organization;
  std::int64_t senders = 0, contacts = 0, conversations = 0, messages = 0, deliveries = 0, unrouted = 0;
};

struct NewSender {
  OrganizationId organization;
  std::string phone_number_id, phone, waba, name;
  std::string sealed_access_token;  // encrypted under the server's key; may be empty
};

struct NewToken {
  OrganizationId organization;
  Api api = Api::native;
  std::string secret;  // the token itself: only its hash is stored
  std::optional<SenderId> sender;
  std::string name;
  std::optional<Timestamp> expires_at;
};

// Light work touches a bounded number of rows and runs where it is asked for; heavy work runs beside the thread, within
// the budget of time.
enum class Weight { light, heavy };

class Store {
 public:
  virtual ~Store() = default;

  // Runs what the functions of store/*.h are for. `work` must not throw but Problems, and must not outlive the call.
  virtual Task<> read(Weight weight, FunctionRef<void(const Reader&)> work) = 0;
  // In one transaction, durable when the coroutine ends. `work` runs on another thread and may run twice, then only
  // the last run counts. A Problem that it throws comes back here; nothing of it happened then.
  virtual Task<> write(FunctionRef<void(Transaction&)> work, std::size_t bytes = 256) = 0;
  // The same for work that knows what it will ask for: `expect` says so (the expect_… of store/*.h) to an engine that has to
  // go far for an answer, again and again until nothing new follows from what has come. It changes nothing.
  virtual Task<> write(FunctionRef<void(Transaction&)> work, FunctionRef<void(Transaction&)> expect,
                       std::size_t bytes = 256) = 0;

  // Spells ids; the same for every process on this store.
  [[nodiscard]] virtual const Seal& seal() const = 0;

  // Who a token's text stands for, whatever its state; null for an unknown one. Answered from memory mostly; a
  // revocation made by any process is seen within a second.
  virtual Task<std::shared_ptr<const Token>> token(std::string_view secret) = 0;

  // All numbers of an organization, oldest first. Answered from memory mostly, as above.
  virtual Task<std::shared_ptr<const std::vector<Sender>>> senders(OrganizationId organization) = 0;

  virtual Task<bool> conversation(OrganizationId organization, SenderId sender, std::int64_t number,
                                  FunctionRef<void(const ConversationRow&)> sink) = 0;
  virtual Task<PageCount> conversations(ConversationQuery query,
                                        FunctionRef<void(const ConversationRow&)> sink) = 0;
  virtual Task<ConversationSummary> summary(ConversationFilter filter) = 0;
  // Nothing where there is no such conversation of that sender.
  virtual Task<std::optional<PageCount>> messages(MessageQuery query,
                                                  FunctionRef<void(const MessageRow&)> sink) = 0;

  // Grows with every change of what is told of a conversation (by its public number), or, for 0, of anything of the
  // organization, its numbers and labels included. What was read while it stood at one value is still so while it
  // does. Answered from memory as long as nothing changes.
  virtual Task<std::int64_t> version(OrganizationId organization, std::int64_t conversation) = 0;

  virtual Task<std::vector<Event>> events_after(OrganizationId organization, Sequence seen,
                                                std::int64_t limit) = 0;

  // Webhooks.
  virtual Task<Recorded> record(Delivery delivery) = 0;
  virtual Task<std::vector<DeliveryRow>> deliveries(bool failed_only, DeliveryId after,
                                                    std::int64_t limit) = 0;
  virtual Task<std::optional<std::string>> delivery_body(DeliveryId id) = 0;
  // Applies a kept body once more; `facts` are of its body.
  virtual Task<Recorded> replay(DeliveryId id, std::optional<Facts> facts) = 0;

  // Set-up. Each throws Problem::conflict where a name, number or id is taken, Problem::not_found where a thing it
  // stands on is missing.
  virtual Task<Organization> add_organization(std::string name) = 0;
  virtual Task<std::vector<Organization>> organizations() = 0;
  // What was kept for the number is applied behind it: see actions/apply_waiting.h.
  virtual Task<Sender> add_sender(NewSender sender) = 0;
  virtual Task<Token> add_token(NewToken token) = 0;
  virtual Task<std::vector<Token>> tokens(OrganizationId organization) = 0;
  virtual Task<bool> revoke_token(OrganizationId organization, TokenId id) = 0;
  virtual Task<Label> add_label(OrganizationId organization, std::string name) = 0;
  virtual Task<std::vector<Label>> labels(OrganizationId organization) = 0;
  // Puts a label on a conversation or takes it off. False where one of them is not the organization's.
  virtual Task<bool> set_label(OrganizationId organization, std::int64_t conversation, std::string label_uid,
                               bool on) = 0;
  virtual Task<std::vector<OrganizationStats>> stats() = 0;

  // Why the storage took no write the last time that one was tried, in words for the operator; empty where it did. It
  // is tried again every second, so that this ends by itself.
  [[nodiscard]] virtual std::string trouble() const { return {}; }
};

// What an engine's threads share: the writer, the caches, the file. Outlives every Store it handed out.
class Engine {
 public:
  virtual ~Engine() = default;

  // A Store for the thread that runs `context`; used on that thread only.
  virtual std::unique_ptr<Store> open(asio::io_context& context) = 0;

  // Lines of Prometheus' text form about queues, batches, commits and sizes.
  virtual std::string metrics() const = 0;

  // Ends what waits and joins the engine's threads. Call it before the first context goes that a Store was opened for:
  // what ends tells its caller there.
  virtual void finish() = 0;

  // Rings, on the writer's thread, after each commit that made events. Set before the first open.
  using Bell = std::function<void(OrganizationId, Sequence last)>;
  virtual void on_commit(Bell bell) = 0;
};

struct EngineOptions {
  std::string store;  // sqlite:PATH (sqlite::memory: is refused; tests use a file), or postgres://…
  Clock clock = system_now;
  std::size_t waiting_writes = 20'000;  // above: Problem::unavailable
  std::size_t waiting_bytes = 256 << 20;
  std::chrono::milliseconds search_budget{2'000};
  // For commands beside a server: short transactions, and room between them for whoever else writes.
  bool polite = false;
};

// Opens or creates the store, migrating it to this binary's schema; refuses one that is newer. Throws
// std::runtime_error with words for the operator.
std::unique_ptr<Engine> open_engine(EngineOptions options);

// The address of a store as it may be shown: without a password.
std::string shown_store(const std::string& store);

// How the server behind a store is, for whoever looks after it; of a file there is nothing to say here.
struct Symptom {
  enum class Health { ok, warn, fail } health = Health::ok;
  std::string name, words;
};
// `threads`: how many a process has that answers. Throws std::runtime_error where the server cannot be reached.
std::vector<Symptom> symptoms_of_store(const std::string& store, unsigned threads);

// Copies a store, whole and consistent, while it is served; `file` must not exist. Throws std::runtime_error.
void backup_store(const std::string& store, const std::string& file);
// Puts a backup in the place of a store that nobody serves, or that does not exist yet. Throws std::runtime_error.
void restore_store(const std::string& store, const std::string& file);

}  // namespace parley
