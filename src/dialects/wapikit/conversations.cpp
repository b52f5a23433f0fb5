#include "base/problem.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"

#include <algorithm>
#include <utility>

namespace parley::wapikit {
namespace {

constexpr std::int64_t messages_of_one = 200;

// Sets what the store is asked. False where nothing can match.
bool ask_by_ids(OrganizationConversations& query, const AskedConversations& asked, const Spelling& spelling,
                Gather& gather) {
  if (asked.of_campaign) return false;
  if (!asked.contact.empty()) {
    query.contact = spelling.known(kind::contact, asked.contact);
    if (!query.contact) return false;
  }
  if (!asked.list.empty()) {
    const auto list = spelling.known(kind::list, asked.list);
    if (!list) return false;
    query.list = ContactListId{*list};
  }
  if (!asked.message.empty()) {
    const auto key = is_uuid(asked.message) ? spelling.known(kind::message, asked.message) : std::nullopt;
    query.message = key ? std::optional(MessageKey{*key}) : gather.message_of(asked.message);
    if (!query.message) return false;
  }
  return true;
}

OrganizationConversations store_query(const AskedConversations& asked, OrganizationId organization) {
  OrganizationConversations query{.organization = organization, .status = asked.status};
  query.descending = asked.descending;
  query.offset = asked.page.offset();
  query.limit = asked.page.size;
  return query;
}

// The number of ours that a conversation is started from: the one named, else the token's, else the usual one.
const Sender& sender_for(const std::vector<Sender>& senders, const Token& token, std::string_view named) {
  const auto pick = [&](auto fits) -> const Sender* {
    const auto at = std::find_if(senders.begin(), senders.end(), [&](const Sender& each) {
      return each.connected && token.sender.value_or(each.id) == each.id && fits(each);
    });
    return at == senders.end() ? nullptr : &*at;
  };
  const auto is_named = [named](const Sender& each) { return each.phone_number_id == named; };
  const auto is_usual = [](const Sender& each) { return each.is_default; };
  const auto is_any = [](const Sender&) { return true; };
  const Sender* sender = named.empty() ? pick(is_usual) : pick(is_named);
  if (sender == nullptr && named.empty()) sender = pick(is_any);
  if (sender == nullptr) {
    throw Problem::invalid("phoneNumberId",
                           named.empty() ? "no phone number is connected" : "phoneNumberId is not connected");
  }
  return *sender;
}

std::optional<std::int64_t> contact_with(const Reader& from, OrganizationId organization,
                                         const std::string& phone) {
  std::optional<std::int64_t> number;
  ContactQuery query{.organization = organization, .phone = phone};
  query.limit = 1;
  query.counts = false;
  const auto sink = [&](const ContactRow& row) { number = row.number; };
  contacts(from, query, sink);
  return number;
}

std::int64_t contact_of(Transaction& in, const ConversationStart& start, const Spelling& spelling) {
  const auto organization = spelling.organization();
  if (start.contact.empty()) {
    if (const auto known = contact_with(in, organization, start.phone)) return *known;
    return add_contact(in, organization, {.phone = start.phone, .name = start.name});
  }
  const auto number = spelling.number(kind::contact, start.contact);
  const auto sink = [](const ContactRow&) {};
  if (!contact(in, organization, number, sink)) throw Problem::not_found("contact");
  return number;
}

}  // namespace

Task<> list_conversations(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto asked = read_asked_conversations(call.params);
  const Spelling spelling(call, context);
  auto query = store_query(asked, spelling.organization());
  // Which conversation holds a message is one look-up; which contacts a list holds may be many.
  const auto weight = asked.list.empty() ? Weight::light : Weight::heavy;

  const auto work = [&](const Reader& from) {
    Gather gather(from, *call.token, *senders);
    query.senders = gather.visible();
    JsonWriter json(reply.out());
    json.open('{').key("conversations").open('[');
    const auto write = [&](const ShownConversation& each) { write_conversation(json, spelling, each); };
    PageCount count;
    if (ask_by_ids(query, asked, spelling, gather)) count = gather.conversations(query, write);
    json.close(']');
    write_pagination(json, asked.page, count.total);
    json.close('}');
  };
  co_await context.store.read(weight, work);
}

void write_conversation_answer(const Reader& from, const Call& call, const Spelling& spelling,
                               const std::vector<Sender>& senders, std::int64_t number, std::string& out) {
  Gather gather(from, *call.token, senders);
  JsonWriter json(out);
  json.open('{').key("conversation");
  write_conversation(json, spelling, gather.with_messages(number, messages_of_one));
  json.close('}');
}

Task<> get_conversation(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto work = [&](const Reader& from) {
    write_conversation_answer(from, call, spelling, *senders, number, reply.out());
  };
  co_await context.store.read(Weight::light, work);
}

// A conversation that was closed or deleted is opened again.
Task<> start_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto start = read_conversation_start(body.root());
  const Spelling spelling(call, context);
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_for(*senders, *call.token, start.phone_number_id);

  const auto work = [&](Transaction& in) {
    const auto organization = spelling.organization();
    const auto number = ensure_conversation(in, sender, contact_of(in, start, spelling));
    in.settle();
    const auto row = Gather(in, *call.token, *senders).conversation(number);
    if (word_of(row.status) != word_of(ConversationStatus::open)) {
      set_status(in, organization, number, ConversationStatus::open);
      in.settle();
    }
    write_conversation_answer(in, call, spelling, *senders, number, reply.out());
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::wapikit
