#include "actions/receive.h"

#include <utility>

namespace parley::actions {
namespace {

Outcome outcome_of(const Recorded& recorded) {
  if (recorded.parked > 0) return Outcome::parked;
  if (recorded.unrouted > 0) return Outcome::unrouted;
  return Outcome::applied;
}

}  // namespace

Task<Outcome> receive(Store& store, Delivery delivery) {
  const bool malformed = !delivery.facts;
  const auto recorded = co_await store.record(std::move(delivery));
  if (malformed) co_return Outcome::malformed;
  if (recorded.repeated) co_return Outcome::repeated;
  co_return outcome_of(recorded);
}

Task<Outcome> receive_again(Store& store, DeliveryId delivery, std::optional<Facts> facts) {
  const bool malformed = !facts;
  const auto recorded = co_await store.replay(delivery, std::move(facts));
  co_return malformed ? Outcome::malformed : outcome_of(recorded);
}

}  // namespace parley::actions
