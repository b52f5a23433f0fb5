#pragma once
// A webhook body comes in: it is kept and applied in one transaction, and stays kept when nothing of it could
// be used.

#include "store/store.h"

#include <boost/describe/enum.hpp>

namespace parley::actions {

// What became of a body. Where several are true, the first of these counts.
BOOST_DEFINE_ENUM_CLASS(Outcome, malformed, repeated, parked, unrouted, applied)

// Whether an operator has to look at it: `parley deliveries --failed` lists these.
constexpr bool needs_a_look(Outcome outcome) {
  return outcome == Outcome::malformed || outcome == Outcome::parked || outcome == Outcome::unrouted;
}

// Durable when it returns. Throws Problem::unavailable when the store is behind.
Task<Outcome> receive(Store& store, Delivery delivery);

// Applies a kept body once more. `facts` are of its body; nothing where it is no JSON object.
Task<Outcome> receive_again(Store& store, DeliveryId delivery, std::optional<Facts> facts);

}  // namespace parley::actions
