// POST /conversation/{id}/messages: kept, sent, and answered once Meta has taken it or said no.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/send_once.h"
#include "dialects/settled.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/send_bodies.h"

#include <algorithm>
#include <array>

namespace parley::wapikit {
namespace {

// For how long an answer waits for Meta's; behind it the message is shown as it stands.
constexpr std::chrono::seconds patience{10};

// Meta's codes for what the caller can put right in the message itself.
constexpr std::array fault_codes{100, 131008, 131009, 131051, 132000, 132001, 132005, 132007, 132012};

// Whom a conversation is with, by one name.
Identity recipient_of(const Reader& from, const Sender& sender, const ConversationRow& row) {
  const std::string name(row.contact_phone);
  bool is_phone = is_digits(name);  // a group's id may be digits too
  contact(from, sender.organization, row.contact,
          [&](const ContactRow& known) { is_phone = known.has_phone; });
  Identity to;
  if (looks_like_parent_bsuid(name)) {
    to.parent = name;
  } else if (looks_like_bsuid(name)) {
    to.bsuid = name;
  } else if (is_phone) {
    to.phone = name;
  } else {
    to.group = name;
  }
  return to;
}

const Sender& sender_of(const std::vector<Sender>& senders, SenderId id) {
  const auto at = std::ranges::find(senders, id, &Sender::id);
  if (at == senders.end() || !at->connected)
    throw Problem::invalid("phone number", "the phone number of this conversation is not connected");
  return *at;
}

// What Meta knows it by. An id of ours has to be of this conversation.
std::string wamid_of(const Reader& from, const Spelling& spelling, std::int64_t conversation,
                     std::string_view member, const std::string& text) {
  if (text.empty() || !is_uuid(text)) return text;
  std::string wamid;
  const auto sink = [&](const MessageRow& row, const FoundMessage& found) {
    if (found.conversation == conversation) wamid = row.wamid;
  };
  const auto key = spelling.known(kind::message, text);
  if (key) message(from, spelling.organization(), MessageKey{*key}, sink);
  if (wamid.empty())
    throw Problem::invalid(std::string(member), std::string(member) + " is not of this conversation");
  if (is_local(wamid))
    throw Problem::invalid(std::string(member),
                           std::string(member) + " has not been accepted by WhatsApp yet");
  return wamid;
}

// Of the first of Meta's errors: what the caller could put right, or what nobody can.
Problem refusal_of(const std::string& errors) {
  const auto tree = JsonTree::read_any(errors);
  for (const Json error : tree ? tree->root() : Json()) {
    const auto code = error["code"].integer().value_or(0);
    const auto details = error["error_data"]["details"].text();
    const bool is_fault = std::ranges::find(fault_codes, code) != fault_codes.end();
    return Problem::invalid(is_fault ? "message" : "meta", details.empty() ? error["title"].text() : details);
  }
  return Problem::invalid("meta", "WhatsApp refused the message");
}

struct Sent {
  KeptSend kept;
  std::string type, object;
};

// A repeat is answered as its first call was, whatever has become of the number and of what it quotes since. A caller who
// may see one number only is shown nothing of another one.
std::optional<KeptSend> repeated(Transaction& in, Gather& gather, const Token& token,
                                 std::int64_t conversation, const Once& once) {
  auto known = find_kept(in, token.organization, Api::wapikit, once, in.now);
  if (known && token.sender) gather.conversation(conversation);
  return known;
}

void need_token(const Reader& from, const Sender& sender) {
  if (sealed_access_token(from, sender).empty())
    throw Problem(Problem::Kind::forbidden, "access token",
                  "no access token for WhatsApp is kept for the phone number of this conversation");
}

// A reaction is no line of its conversation, so that nothing is found of it.
ShownMessage shown(const Sent& sent) {
  ShownMessage message{.row = {.key = sent.kept.message, .wamid = sent.kept.wamid}};
  message.row.direction = Direction::outbound;
  message.row.type = sent.type;
  message.row.object = sent.object;
  message.row.at = sent.kept.at;
  message.conversation = sent.kept.conversation;
  return message;
}

}  // namespace

Task<> send_message(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto body = read_body(call.request);
  const auto asked = read_send_body(body.root());
  const auto once = once_of(call.request);
  const auto senders = co_await context.store.senders(spelling.organization());
  Sent sent{.kept = {}, .type = asked.type, .object = asked.object};
  const auto work = [&](Transaction& in) {
    Gather gather(in, *call.token, *senders);
    if (const auto known = repeated(in, gather, *call.token, number, once)) {
      sent.kept = *known;
      return;
    }
    const auto row = gather.conversation(number);
    const Sender& sender = sender_of(*senders, row.sender);
    need_token(in, sender);
    auto to = recipient_of(in, sender, row);
    auto quoted = wamid_of(in, spelling, row.number, "replyToMessageId", asked.reply_to);
    const auto target = wamid_of(in, spelling, row.number, "messageId", asked.target);
    auto draft = draft_of(asked, std::move(to), std::move(quoted), target);
    sent.kept = enqueue_once(in, sender, draft, Api::wapikit, once);
    sent.object = std::move(draft.object);
  };
  co_await context.store.write(work);
  const auto became = co_await settled(context, spelling.organization(), sent.kept.message, patience);
  if (became.status == MessageStatus::failed) throw refusal_of(became.errors);

  JsonWriter json(reply.out());
  json.open('{').key("message");
  const auto write = [&](const Reader& from) {
    Gather gather(from, *call.token, *senders);
    const auto found = gather.message(sent.kept.message);
    write_message(json, spelling, found.value_or(shown(sent)));
  };
  co_await context.store.read(Weight::light, write);
  json.close('}');
}

}  // namespace parley::wapikit
