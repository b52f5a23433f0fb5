#include "actions/apply_waiting.h"

#include "base/problem.h"
#include "store/waiting.h"

#include <span>
#include <utility>

namespace parley::actions {
namespace {

struct Parsed {
  DeliveryId id;
  std::string body;
  std::optional<Facts> facts;
};

// One transaction for all of them.
Task<std::int64_t> apply(Store& store, std::span<const DeliveryId> ids, const Parse& parse) {
  std::vector<Parsed> all;
  std::size_t bytes = 0;
  const auto read = [&](const Reader& from) {
    for (const auto id : ids) {
      auto kept = kept_body(from, id);
      if (!kept) continue;
      bytes += kept->body.size();
      auto facts = parse(kept->body, kept->received_at);
      all.push_back({id, std::move(kept->body), std::move(facts)});
    }
  };
  co_await store.read(Weight::light, read);

  std::int64_t applied = 0;
  const auto work = [&](Transaction& in) {
    applied = 0;
    for (const auto& one : all) applied += parley::apply_waiting(in, one.id, one.body, one.facts) ? 1 : 0;
  };
  co_await store.write(work, bytes);
  co_return applied;
}

// Each by itself where they fail together, so that one that cannot be applied holds up no other.
Task<> apply_or_part(Store& store, std::span<const DeliveryId> ids, const Parse& parse, AppliedWaiting& sum) {
  try {
    const auto applied = co_await apply(store, ids, parse);
    sum.applied += applied;
    co_return;
  } catch (const Problem&) {
    throw;  // the store is behind
  } catch (const std::exception& error) {
    if (!store.trouble().empty()) throw;
    if (ids.size() == 1) {
      if (sum.failed++ == 0) sum.why = error.what();
      co_return;
    }
  }
  for (std::size_t i = 0; i < ids.size(); ++i) co_await apply_or_part(store, ids.subspan(i, 1), parse, sum);
}

}  // namespace

Task<AppliedWaiting> apply_waiting(Store& store, Parse parse) {
  AppliedWaiting sum;
  std::vector<Sender> senders;
  const auto find_senders = [&](const Reader& from) { senders = awaited_senders(from); };
  co_await store.read(Weight::light, find_senders);
  for (const Sender& sender : senders) {
    std::vector<DeliveryId> ids;
    DeliveryId after;
    const auto find_next = [&](const Reader& from) { ids = waiting_for(from, sender, after); };
    for (;;) {
      co_await store.read(Weight::light, find_next);
      if (ids.empty()) break;
      co_await apply_or_part(store, ids, parse, sum);
      after = ids.back();
    }
  }
  co_return sum;
}

}  // namespace parley::actions
