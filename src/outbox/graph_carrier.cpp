#include "outbox/graph_carrier.h"

#include "store/outbox.h"

#include <utility>

namespace parley::outbox {

Task<Attempt> GraphCarrier::send(Sender sender, Draft draft, std::string callback_data, int failures) {
  std::string sealed;
  const auto read = [&](const Reader& from) { sealed = sealed_access_token(from, sender); };
  co_await store_.read(Weight::light, read);
  meta::GraphSender from{.phone_number_id = std::move(sender.phone_number_id), .access_token = {}};
  if (!sealed.empty()) from.access_token = unseal_(sealed).value_or("");
  co_return co_await graph_.send(std::move(from), std::move(draft), std::move(callback_data), failures);
}

}  // namespace parley::outbox
