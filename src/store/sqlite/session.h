#pragma once
// One thread's view of the store: its own read connection, one read transaction a turn of the event loop, and the way
// to the writer.

#include "store/changes.h"
#include "store/sql/shared_store.h"
#include "store/sqlite/searcher.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

#include <memory>
#include <unordered_map>

namespace parley::sqlite {

class Session final : public sql::SharedStore {
 public:
  Session(asio::io_context& context, const std::string& path, Writer& writer, Searcher& searcher,
          const EngineOptions& options);
  ~Session() override;

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
  [[nodiscard]] const Seal& seal() const override { return seal_; }

  Task<> read(Weight weight, FunctionRef<void(const Reader&)> work) override;

 private:
  // Opens this turn's read transaction where it is not open, and forgets what another process made old.
  sql::Connection& reading();
  void end_turn();
  void wrote() override { end_turn(); }
  std::shared_ptr<const std::vector<Sender>> senders_of(OrganizationId organization);
  const Sender* sender_of(OrganizationId organization, SenderId id);
  void catch_up(std::int64_t organization, Changes& changes);

  struct Known {
    std::unordered_map<std::string, std::shared_ptr<const Token>> tokens;  // by hash
    std::unordered_map<std::int64_t, std::shared_ptr<const std::vector<Sender>>> senders;
    std::unordered_map<std::int64_t, Changes> changes;  // by organization
  };

  Connection db_;
  Searcher& searcher_;
  Seal seal_;
  Known known_;
  std::int64_t data_version_ = -1;
  std::int64_t setup_version_ = -1;
  std::int64_t changes_version_ = -1;  // data_version_ when the changes were last brought up to date
  bool in_turn_ = false;
  std::shared_ptr<Session*> alive_;  // what was posted finds out whether the session still is
};

}  // namespace parley::sqlite
