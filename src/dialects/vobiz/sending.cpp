// POST /messages: kept and answered as pending at once; what becomes of it is told by the message itself.

#include "dialects/body.h"
#include "dialects/kept_templates.h"
#include "dialects/media_links.h"
#include "dialects/send_once.h"
#include "dialects/vobiz/drafts.h"
#include "dialects/vobiz/mapping.h"
#include "store/conversations.h"
#include "store/outbox.h"

namespace parley::vobiz {
namespace {

// Another customer's is not told from one that nobody has.
const Sender& channel_of(const std::vector<Sender>& senders, const Token& token, const Ids& ids,
                         const SendBody& asked) {
  const auto* sender = find_channel(senders, token, ids, asked.channel);
  if (sender == nullptr) throw Problem::invalid("channel", "channel_id is none of this account's channels");
  return *sender;
}

void need_active(const Sender& channel, const SendBody& asked) {
  if (!channel.connected) throw Problem::invalid("channel", "The channel is not active");
  if (!asked.waba.empty() && asked.waba != channel.waba)
    throw Problem::invalid("channel", "waba_id is not the channel's");
}

// A reaction is no line of its conversation, so that nothing is found of it.
MessageRow row_of(const Draft& draft, const Enqueued& sent) {
  MessageRow row{.key = sent.message, .wamid = sent.wamid, .direction = Direction::outbound};
  row.type = draft.type;
  row.text = draft.content.text;
  row.object = draft.content.object.empty() ? draft.object : draft.content.object;
  row.at = sent.at;
  return row;
}

std::int64_t contact_of(const Reader& from, OrganizationId organization, std::int64_t number) {
  std::int64_t contact = 0;
  conversation(from, organization, number, [&](const ConversationRow& row) { contact = row.contact; });
  return contact;
}

}  // namespace

Task<> send_message(const Call& call, http::Reply& reply, Context& context) {
  const auto state = state_of(call);
  const auto body = read_body(call.request);
  const auto asked = read_send_body(body.root(), state);
  const auto once = once_of(call.request);
  const auto organization = call.token->organization;
  const auto senders = co_await context.store.senders(organization);
  const Ids ids(context.store.seal(), organization);
  const Sender& sender = channel_of(*senders, *call.token, ids, asked);

  const MediaLinks links(call, context);
  std::string link;
  const bool is_unknown = sender.connected && co_await names_no_template(context, sender, asked.draft);
  const auto work =
      [&](Transaction& in) {  // of a repeat it does not run, whatever has become of the channel since
        need_active(sender, asked);
        if (is_unknown) throw Problem::invalid("template", "There is no template of that name");
        const auto sent = enqueue(in, sender, asked.draft);
        in.settle();
        reply.status = 201;
        JsonWriter json(reply.out());
        const auto write = [&](const MessageRow& row) {
          const Thread thread{.id = ids.conversation(sent.conversation),
                              .account = ids.account(),
                              .channel = ids.channel(sender.id),
                              .contact = ids.contact(contact_of(in, organization, sent.conversation))};
          if (state == State::legacy) {
            write_legacy_sent(json, ids, thread, asked.draft.input, links.linked(row, link));
          } else {
            write_message(json, ids, thread, links.linked(row, link));
          }
        };
        const auto sink = [&](const MessageRow& row, const FoundMessage&) { write(row); };
        if (!message(in, organization, sent.message, sink)) write(row_of(asked.draft, sent));
      };
  co_await change_once(call, reply, context, once, work);
}

// Not the vendor's: what became of a message, for who was told its id.
Task<> get_message(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  const auto state = state_of(call);
  const Ids ids(context.store.seal(), organization);
  const auto key = ids.message_of(call.path.decoded(0));
  if (!key) throw Problem::not_found("message");
  JsonWriter json(reply.out());
  const MediaLinks links(call, context);
  std::string link;
  bool is_shown = false;
  const auto write = [&](const MessageRow& row, const FoundMessage& found) {
    is_shown = call.token->sender.value_or(found.sender) == found.sender &&
               found.status != ConversationStatus::deleted;
    if (!is_shown) return;
    call.about = found.conversation;
    const Thread thread{.id = ids.conversation(found.conversation),
                        .account = ids.account(),
                        .channel = ids.channel(found.sender),
                        .contact = ids.contact(found.contact)};
    if (state == State::legacy) {
      write_legacy_message(json, ids, row);
    } else {
      write_message(json, ids, thread, links.linked(row, link));
    }
  };
  const auto work = [&](const Reader& from) { message(from, organization, *key, write); };
  co_await context.store.read(Weight::light, work);
  if (!is_shown) throw Problem::not_found("message");
}

}  // namespace parley::vobiz
