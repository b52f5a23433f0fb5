#pragma once
// Bodies that came before the number was known that they are for. They are kept and listed as unrouted until it is
// added; then they are applied, a few in a transaction, by whoever comes to it first: the command that added it, or a
// server. What that one leaves undone waits on, so that it can be killed at any moment.

#include "domain/conversation.h"
#include "domain/fact.h"
#include "store/transaction.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

// The numbers, of whichever organization, that something waits for although they are known. Looks at every number.
std::vector<Sender> awaited_senders(const Reader& from);

// What waits for that number, oldest first, behind `after`: as many bodies as one transaction should apply, 64 at most
// and not more than 1 MiB of them; at least one where there is one.
std::vector<DeliveryId> waiting_for(const Reader& from, const Sender& sender, DeliveryId after);

struct KeptBody {
  std::string body;  // as received
  Timestamp received_at;
};

// Nothing where there is no such delivery.
std::optional<KeptBody> kept_body(const Reader& from, DeliveryId id);

// Applies it. `facts` are of its body; nothing where that is no JSON object. False where it waits no more, because
// somebody else has applied it: then nothing happens.
bool apply_waiting(Transaction& in, DeliveryId id, std::string_view body, const std::optional<Facts>& facts);

}  // namespace parley
