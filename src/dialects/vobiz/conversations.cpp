#include "store/conversations.h"

#include "dialects/vobiz/mapping.h"

#include <algorithm>

namespace parley::vobiz {
namespace {

constexpr std::int64_t usual_page = 50;

const Sender* sender_of(const std::vector<Sender>& senders, SenderId id) {
  const auto found =
      std::find_if(senders.begin(), senders.end(), [&](const Sender& s) { return s.id == id; });
  return found == senders.end() ? nullptr : &*found;
}

}  // namespace

Task<> list_conversations(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  const auto state = state_of(call);
  const auto page = read_page_or_all(call.params, usual_page);
  const auto senders = co_await context.store.senders(organization);
  const OrganizationConversations query{.organization = organization,
                                        .senders = shown_senders(*call.token),
                                        .offset = page.offset(),
                                        .limit = page.limit};
  const Ids ids(context.store.seal(), organization);
  const auto account = ids.account();
  const auto now = context.now();
  call.may_be_kept = state == State::legacy;  // the other tells what is open at this hour

  JsonWriter json(reply.out());
  open_list(json, state);
  PageCount count;
  const auto sink = [&](const ConversationRow& row) {
    const auto* sender = sender_of(*senders, row.sender);
    if (state == State::legacy) {
      write_legacy_conversation(json, ids, row, sender);
    } else {
      write_conversation(json, ids, account, row, sender, now);
    }
  };
  const auto work = [&](const Reader& from) { count = conversations(from, query, sink); };
  // A list that comes whole is too much for the thread that others wait for.
  const bool is_short = page.limit <= most_of_page && is_light(query);
  co_await context.store.read(is_short ? Weight::light : Weight::heavy, work);
  close_list(json, state, page, count);
}

}  // namespace parley::vobiz
