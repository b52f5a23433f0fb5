#pragma once
// The way to Meta for a handler that has to ask there before it can answer: calls as a number of ours, with the token that
// is kept for it. One a thread. What is to be sent does not go here but through store/outbox.h.

#include "base/task.h"
#include "domain/conversation.h"
#include "meta/graph_client.h"
#include "store/access_token.h"

#include <string>
#include <string_view>
#include <utility>

namespace parley {

class Upstream {
 public:
  // All but `seal` must outlive it.
  Upstream(Store& store, meta::GraphClient& graph, const Unseal& unseal, SealToken seal = {})
      : store_(store), graph_(graph), unseal_(unseal), seal_(std::move(seal)) {}

  // Who a call is made as. Without a token each call ends as no_token.
  Task<meta::GraphSender> as(Sender sender) const {
    meta::GraphSender from{.phone_number_id = sender.phone_number_id, .access_token = {}};
    from.access_token = co_await access_token(store_, std::move(sender), unseal_);
    co_return from;
  }

  // An access token that a client gave, as it is kept. Throws std::bad_function_call where this server can seal none.
  [[nodiscard]] std::string sealed(std::string_view access_token) const { return seal_(access_token); }

  [[nodiscard]] meta::GraphClient& graph() const { return graph_; }

 private:
  Store& store_;
  meta::GraphClient& graph_;
  const Unseal& unseal_;
  SealToken seal_;
};

}  // namespace parley
