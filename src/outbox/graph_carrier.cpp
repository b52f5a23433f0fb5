#include "outbox/graph_carrier.h"

#include <utility>

namespace parley::outbox {

Task<Attempt> GraphCarrier::send(Sender sender, Draft draft, std::string callback_data, int failures) {
  meta::GraphSender from{.phone_number_id = sender.phone_number_id, .access_token = {}};
  from.access_token = co_await access_token(store_, std::move(sender), unseal_);
  co_return co_await graph_.send(std::move(from), std::move(draft), std::move(callback_data), failures);
}

}  // namespace parley::outbox
