#include "dialects/vobiz/mapping.h"

namespace parley::vobiz {

Task<> list_channels(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto account = ids.account();
  const auto state = state_of(call);
  JsonWriter json(reply.out());
  open_list(json, state);
  for (const Sender& sender : *senders) {
    const bool is_shown = !call.token->sender || *call.token->sender == sender.id;
    if (is_shown) write_channel(json, state, ids, account, sender);
  }
  close_list(json);
}

}  // namespace parley::vobiz
