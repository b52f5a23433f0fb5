// Channels are numbers of ours, each with the access token by which Meta lets us send.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/numbers_at_meta.h"
#include "dialects/vobiz/channel_bodies.h"
#include "dialects/vobiz/mapping.h"
#include "store/outbox.h"
#include "store/senders.h"

#include <algorithm>

namespace parley::vobiz {
namespace {

bool is_refused(const std::vector<Sending>& all, SenderId id) {
  const auto at = std::ranges::find(all, id, &Sending::sender);
  return at != all.end() && at->refused_since.has_value();
}

void write_one(JsonWriter& json, const Reader& from, const Call& call, const Ids& ids, const Sender& sender) {
  const auto all = sending(from, sender.organization, false);
  write_channel(json, state_of(call), ids, ids.account(),
                {.sender = sender, .is_refused = is_refused(all, sender.id)});
}

std::string sealed(const Context& context, const std::string& access_token) {
  return context.upstream->sealed(access_token);
}

}  // namespace

const Sender* find_channel(const std::vector<Sender>& senders, const Token& token, const Ids& ids,
                           std::string_view id) {
  const auto named = ids.channel_of(id);
  const auto at = std::ranges::find_if(senders, [&](const Sender& sender) {
    return named && sender.id == *named && token.sender.value_or(sender.id) == sender.id;
  });
  return at == senders.end() ? nullptr : &*at;
}

const Sender& channel_of_path(const Call& call, const std::vector<Sender>& senders, const Ids& ids) {
  const auto* sender = find_channel(senders, *call.token, ids, call.path.decoded(0));
  if (sender == nullptr || !sender->connected) throw Problem::not_found("channel");
  return *sender;
}

// No event tells of a token that Meta refuses.
Task<> list_channels(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto account = ids.account();
  const auto state = state_of(call);
  call.may_be_kept = false;
  std::vector<Sending> all;
  const auto read = [&](const Reader& from) { all = sending(from, call.token->organization, false); };
  co_await context.store.read(Weight::light, read);
  JsonWriter json(reply.out());
  open_list(json, state);
  for (const Sender& sender : *senders) {
    const bool is_shown = !call.token->sender || *call.token->sender == sender.id;
    if (is_shown)
      write_channel(json, state, ids, account, {.sender = sender, .is_refused = is_refused(all, sender.id)});
  }
  close_list(json);
}

// Whose number it is, is what Meta says to whoever holds the token.
Task<> add_channel(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto body = read_body(call.request);
  const auto asked = read_channel(body.root(), state_of(call));
  const auto number = co_await number_at_meta(context, asked.access_token, asked.waba, asked.phone_number_id);
  if (number.phone != asked.phone)
    throw Problem::invalid("phone_number", "phone_number is not the one that phone_number_id stands for");
  NewSender wanted{.organization = call.token->organization, .phone_number_id = asked.phone_number_id};
  wanted.phone = asked.phone;
  wanted.waba = asked.waba;
  wanted.name = asked.name.empty() ? number.name : asked.name;
  wanted.sealed_access_token = sealed(context, asked.access_token);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto work = [&](Transaction& in) {
    const auto sender = connect_sender(in, wanted);
    reply.status = 201;
    JsonWriter json(reply.out());
    write_channel(json, state_of(call), ids, ids.account(),
                  {.sender = sender, .onboarding = asked.onboarding, .verification = "pending"});
  };
  co_await change(call, reply, context, work);
}

Task<> change_channel(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  auto sender = channel_of_path(call, *senders, ids);
  const auto body = read_body(call.request);
  const auto asked = read_channel_change(body.root());
  std::string token;
  if (asked.access_token) {
    co_await number_at_meta(context, *asked.access_token, sender.phone_number_id);
    token = sealed(context, *asked.access_token);
  }
  const auto work = [&](Transaction& in) {
    if (!is_connected(in, sender)) throw Problem::not_found("channel");  // taken away while Meta was asked
    if (asked.name) rename_sender(in, sender, *asked.name);
    if (asked.access_token) set_access_token(in, sender, token);
    sender.name = asked.name.value_or(sender.name);
    JsonWriter json(reply.out());
    write_one(json, in, call, ids, sender);
  };
  co_await change(call, reply, context, work);
}

Task<> remove_channel(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto senders = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto& sender = channel_of_path(call, *senders, ids);
  const auto work = [&](Transaction& in) {
    disconnect_sender(in, sender);
    answer_nothing(reply);
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::vobiz
