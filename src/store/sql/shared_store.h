#pragma once
// What a Store over SQL does in every engine: the engine reads and writes, and hands on what is asked there.

#include "store/job_queue.h"
#include "store/store.h"

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace parley::sql {

class SharedStore : public Store {
 public:
  SharedStore(asio::io_context& context, JobQueue& jobs, const EngineOptions& options)
      : context_(context), jobs_(jobs), options_(options) {}

  Task<> write(FunctionRef<void(Transaction&)> work, std::size_t bytes) final;
  Task<> write(FunctionRef<void(Transaction&)> work, FunctionRef<void(Transaction&)> expect,
               std::size_t bytes) final;

  Task<std::vector<Event>> events_after(OrganizationId organization, Sequence seen,
                                        std::int64_t limit) override;

  Task<Recorded> record(Delivery delivery) final;
  Task<std::vector<DeliveryRow>> deliveries(bool failed_only, DeliveryId after, std::int64_t limit) final;
  Task<std::optional<std::string>> delivery_body(DeliveryId id) final;
  Task<Recorded> replay(DeliveryId id, std::optional<Facts> facts) final;

  Task<Organization> add_organization(std::string name) final;
  Task<std::vector<Organization>> organizations() final;
  Task<Sender> add_sender(NewSender sender) final;
  Task<Token> add_token(NewToken token) final;
  Task<std::vector<Token>> tokens(OrganizationId organization) final;
  Task<bool> revoke_token(OrganizationId organization, TokenId id) final;
  Task<Label> add_label(OrganizationId organization, std::string name) final;
  Task<std::vector<Label>> labels(OrganizationId organization) final;
  Task<bool> set_label(OrganizationId organization, std::int64_t conversation, std::string label_uid,
                       bool on) final;
  Task<std::vector<OrganizationStats>> stats() final;

  [[nodiscard]] std::string trouble() const final { return jobs_.trouble(); }

 protected:
  // What was just written must be seen by the next read.
  virtual void wrote() {}
  // Notes that a token was used, once a while.
  void note_use(const Token& token);

  asio::io_context& context_;
  JobQueue& jobs_;
  const EngineOptions& options_;
  std::unordered_map<std::int64_t, Timestamp> used_;  // token → last noted use

 private:
  using Expect = std::function<void(Transaction&)>;

  Task<> submit(FunctionRef<void(Transaction&)> work, std::size_t bytes, Expect expect);
  // `write`, with what `work` gives.
  template <class Work>
  Task<std::invoke_result_t<Work, Transaction&>> make(Work work, std::size_t bytes = 256, Expect expect = {});
  // `read`, with what `work` gives.
  template <class Work>
  Task<std::invoke_result_t<Work, Connection&>> look(Work work);
};

}  // namespace parley::sql
