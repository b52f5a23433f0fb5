#pragma once
// One thread's view of the store: its own connections to read on, what it knows by heart, and the way to the writer.

#include "store/changes.h"
#include "store/postgres/pool.h"
#include "store/postgres/searcher.h"
#include "store/postgres/shared.h"
#include "store/postgres/together.h"
#include "store/sql/shared_store.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace parley::postgres {

class Session final : public sql::SharedStore {
 public:
  Session(asio::io_context& context, const Server& server, const std::string& instance_key, JobQueue& jobs,
          Searcher& searcher, Shared& shared, const EngineOptions& options);
  ~Session() override;

  [[nodiscard]] const Seal& seal() const override { return seal_; }

  Task<> read(Weight weight, FunctionRef<void(const Reader&)> work) override;

  Task<std::shared_ptr<const Token>> token(std::string_view secret) override;
  Task<std::shared_ptr<const std::vector<Sender>>> senders(OrganizationId organization) override;
  Task<bool> conversation(OrganizationId organization, SenderId sender, std::int64_t number,
                          FunctionRef<void(const ConversationRow&)> sink) override;
  Task<PageCount> conversations(ConversationQuery query,
                                FunctionRef<void(const ConversationRow&)> sink) override;
  Task<ConversationSummary> summary(ConversationFilter filter) override;
  Task<std::optional<PageCount>> messages(MessageQuery query,
                                          FunctionRef<void(const MessageRow&)> sink) override;
  Task<std::int64_t> version(OrganizationId organization, std::int64_t conversation) override;
  Task<std::vector<Event>> events_after(OrganizationId organization, Sequence seen,
                                        std::int64_t limit) override;

 private:
  struct Known {
    std::unordered_map<std::string, std::shared_ptr<const Token>> tokens;  // by hash
    std::unordered_map<std::int64_t, std::shared_ptr<const std::vector<Sender>>> senders;
  };

  // Of one statement mostly, each of which sees what was committed before it.
  Task<> look_up(FunctionRef<void(sql::Connection&)> work);
  // Forgets what a change of the set-up made old.
  Known& known();
  Task<std::optional<Sender>> sender_of(OrganizationId organization, SenderId id);
  static void catch_up(sql::Connection& db, OrganizationId organization, std::int64_t last, Changes& changes);

  Searcher& searcher_;
  Shared& shared_;
  std::shared_ptr<Pool> pool_;
  Together together_;
  Seal seal_;
  Known known_;
  std::int64_t setup_version_ = 0;
  std::unordered_map<std::int64_t, Changes> changes_;  // by organization
};

}  // namespace parley::postgres
