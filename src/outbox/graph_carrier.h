#pragma once
// Sends through Meta's Graph API, with the token that is kept for the number. What a number was to send that was taken
// away is refused here.

#include "meta/graph_client.h"
#include "outbox/carrier.h"
#include "store/access_token.h"
#include "store/store.h"

#include <string>
#include <utility>

namespace parley::outbox {

class GraphCarrier final : public Carrier {
 public:
  // All must outlive it. Used on the thread of the store and the client.
  GraphCarrier(Store& store, meta::GraphClient& graph, Unseal unseal)
      : store_(store), graph_(graph), unseal_(std::move(unseal)) {}

  Task<Attempt> send(Sender sender, Draft draft, std::string callback_data, Tried tried) override;
  Task<Attempt> mark_read(Sender sender, ReadMark mark) override;

 private:
  Task<meta::GraphSender> as(Sender sender);

  Store& store_;
  meta::GraphClient& graph_;
  Unseal unseal_;
};

}  // namespace parley::outbox
