#include "store/sql/shared_store.h"

#include "base/await.h"
#include "base/problem.h"
#include "store/labels.h"
#include "store/sql/compress.h"
#include "store/sql/deliveries.h"
#include "store/sql/labels.h"
#include "store/sql/organizations.h"
#include "store/sql/reads.h"
#include "store/sql/recorder.h"
#include "store/sql/senders.h"
#include "store/sql/tokens.h"
#include "store/waiting.h"

namespace parley::sql {
namespace {

constexpr std::chrono::seconds note_use_every{60};
constexpr std::size_t most_used = 10'000;

}  // namespace

template <class Work>
Task<std::invoke_result_t<Work, Transaction&>> SharedStore::make(Work work, std::size_t bytes,
                                                                 Expect expect) {
  std::optional<std::invoke_result_t<Work, Transaction&>> result;
  const auto keep = [&](Transaction& in) { result = work(in); };
  co_await submit(keep, bytes, std::move(expect));
  co_return std::move(*result);
}

template <class Work>
Task<std::invoke_result_t<Work, Connection&>> SharedStore::look(Work work) {
  std::optional<std::invoke_result_t<Work, Connection&>> result;
  const auto keep = [&](const Reader& from) { result = work(from.db); };
  co_await read(Weight::light, keep);
  co_return std::move(*result);
}

void SharedStore::note_use(const Token& token) {
  const auto now = options_.clock();
  if (used_.size() >= most_used) used_.clear();
  auto& last = used_[token.id.value];
  if (now - last < note_use_every) return;
  last = now;
  Job job{.run = [organization = token.organization, id = token.id,
                  now](Transaction& in) { sql::note_use(in.db, organization, id, now); },
          .done = [](const std::exception_ptr&) {},
          .bytes = 64};
  // Where it is not taken, the use is told a minute later.
  static_cast<void>(jobs_.submit(std::move(job)));
}

Task<> SharedStore::write(FunctionRef<void(Transaction&)> work, std::size_t bytes) {
  Expect nothing;
  co_await submit(work, bytes, std::move(nothing));
}

Task<> SharedStore::write(FunctionRef<void(Transaction&)> work, FunctionRef<void(Transaction&)> expect,
                          std::size_t bytes) {
  Expect known = expect;
  co_await submit(work, bytes, std::move(known));
}

// A refusal that came before anything was written spoils nothing: the batch goes on without it.
Task<> SharedStore::submit(FunctionRef<void(Transaction&)> work, std::size_t bytes, Expect expect) {
  std::exception_ptr refusal;
  const auto guarded = [&](Transaction& in) {
    refusal = nullptr;
    const auto before = in.db.changes();
    try {
      work(in);
    } catch (const Problem&) {
      if (in.db.changes() != before) throw;
      refusal = std::current_exception();
    }
  };
  const auto start = [&](const Done& done) {
    Job job{.run = guarded, .done = done, .bytes = bytes, .expect = expect};
    if (!jobs_.submit(std::move(job))) throw Problem::unavailable("The store is behind; try again");
  };
  co_await await(context_, start);
  wrote();
  if (refusal) std::rethrow_exception(refusal);
}

Task<std::vector<Event>> SharedStore::events_after(OrganizationId organization, Sequence seen,
                                                   std::int64_t limit) {
  auto work = [=](Connection& db) { return read_events(db, organization, seen, limit); };
  co_return co_await look(std::move(work));
}

Task<Recorded> SharedStore::record(Delivery delivery) {
  const auto packed = compressed(delivery.body);
  const auto bytes = delivery.body.size() + packed.size() + 512;
  auto work = [&delivery, &packed](Transaction& in) { return in.recorder.record(delivery, packed); };
  auto expect = [&delivery, &packed](Transaction& in) { in.recorder.expect(delivery, packed); };
  co_return co_await make(std::move(work), bytes, std::move(expect));
}

Task<std::vector<DeliveryRow>> SharedStore::deliveries(bool failed_only, DeliveryId after,
                                                       std::int64_t limit) {
  auto work = [=](Connection& db) { return read_deliveries(db, failed_only, after, limit); };
  co_return co_await look(std::move(work));
}

Task<std::optional<std::string>> SharedStore::delivery_body(DeliveryId id) {
  auto work = [id](Connection& db) { return kept_body(Reader{db}, id); };
  auto kept = co_await look(std::move(work));
  if (!kept) co_return std::nullopt;
  co_return std::move(kept->body);
}

Task<Recorded> SharedStore::replay(DeliveryId id, std::optional<Facts> facts) {
  auto work = [id, &facts](Transaction& in) {
    const auto kept = kept_body(in, id);
    if (!kept) throw Problem::not_found("delivery");
    return in.recorder.replay(id, kept->body, facts);
  };
  co_return co_await make(std::move(work));
}

Task<Organization> SharedStore::add_organization(std::string name) {
  auto work = [&name](Transaction& in) {
    in.changed_setup();
    return sql::add_organization(in.db, name, in.now);
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<Organization>> SharedStore::organizations() {
  auto work = [](Connection& db) { return read_organizations(db); };
  co_return co_await look(std::move(work));
}

Task<Sender> SharedStore::add_sender(NewSender sender) {
  auto work = [&sender](Transaction& in) {
    in.changed_setup();
    auto added = sql::add_sender(in.db, sender, in.now);
    in.routes.load(in.db);  // for what stands behind it in its transaction
    return added;
  };
  co_return co_await make(std::move(work));
}

Task<Token> SharedStore::add_token(NewToken token) {
  auto work = [&token](Transaction& in) {
    in.changed_setup();
    return sql::add_token(in.db, token, in.now);
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<Token>> SharedStore::tokens(OrganizationId organization) {
  auto work = [organization](Connection& db) { return read_tokens(db, organization); };
  co_return co_await look(std::move(work));
}

Task<bool> SharedStore::revoke_token(OrganizationId organization, TokenId id) {
  auto work = [organization, id](Transaction& in) {
    in.changed_setup();
    return sql::revoke_token(in.db, organization, id, in.now);
  };
  co_return co_await make(std::move(work));
}

Task<Label> SharedStore::add_label(OrganizationId organization, std::string name) {
  auto work = [organization, &name](Transaction& in) {
    auto added = parley::add_label(in, organization, name, "");
    return Label{.id = added.id, .uid = std::move(added.uid), .name = std::move(added.name)};
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<Label>> SharedStore::labels(OrganizationId organization) {
  auto work = [organization](Connection& db) { return read_labels(db, organization); };
  co_return co_await look(std::move(work));
}

Task<bool> SharedStore::set_label(OrganizationId organization, std::int64_t conversation,
                                  std::string label_uid, bool on) {
  auto work = [organization, conversation, &label_uid, on](Transaction& in) {
    const auto label = label_of_uid(in.db, organization, label_uid);
    if (label.value == 0 || in.recorder.threads().by_number(organization.value, conversation) == nullptr)
      return false;
    label_conversation(in, organization, conversation, label, on);
    return true;
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<OrganizationStats>> SharedStore::stats() {
  auto work = [](Connection& db) { return read_stats(db); };
  co_return co_await look(std::move(work));
}

}  // namespace parley::sql
