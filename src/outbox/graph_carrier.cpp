#include "outbox/graph_carrier.h"

#include "meta/graph_codes.h"

#include <utility>

namespace parley::outbox {

Task<meta::GraphSender> GraphCarrier::as(Sender sender) {
  meta::GraphSender from{.phone_number_id = sender.phone_number_id, .access_token = {}};
  from.access_token = co_await access_token(store_, std::move(sender), unseal_);
  co_return from;
}

Task<Attempt> GraphCarrier::send(Sender sender, Draft draft, std::string callback_data, Tried tried) {
  if (!sender.connected) {
    constexpr int not_registered = 133010;
    co_return Attempt{.outcome = AttemptOutcome::refused,
                      .error = meta::meta_error(not_registered, "The number was taken away here")};
  }
  auto from = co_await as(std::move(sender));
  co_return co_await graph_.send(std::move(from), std::move(draft), std::move(callback_data), tried);
}

Task<Attempt> GraphCarrier::mark_read(Sender sender, ReadMark mark) {
  if (!sender.connected) co_return Attempt{.outcome = AttemptOutcome::refused};
  auto from = co_await as(std::move(sender));
  co_return co_await graph_.mark_read(std::move(from), std::move(mark));
}

}  // namespace parley::outbox
