#include "store/contacts.h"

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/vobiz/contact_text.h"
#include "dialects/vobiz/mapping.h"
#include "dialects/vobiz/tags.h"
#include "store/conversations.h"
#include "store/labels.h"

namespace parley::vobiz {
namespace {

constexpr std::int64_t usual_page = 25;

// Whether a token is shown this contact: one that is bound to a number is shown those who wrote with it.
bool is_shown(const Reader& from, const Token& token, std::int64_t contact) {
  if (!token.sender) return true;
  const OrganizationConversations query{
      .organization = token.organization, .senders = shown_senders(token), .contact = contact, .limit = 1};
  const auto sink = [](const ConversationRow&) {};
  return conversations(from, query, sink).count > 0;
}

// Writes the contact as it is now.
void write_one(JsonWriter& json, const Reader& from, const Ids& ids, OrganizationId organization,
               std::int64_t number) {
  const auto sink = [&](const ContactRow& row) { write_contact(json, ids, ids.account(), row); };
  if (!contact(from, organization, number, sink)) throw Problem::not_found("contact");
}

}  // namespace

Task<> list_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  const auto state = state_of(call);
  const auto page = read_page(call.params, usual_page);
  const auto tag = read_text(call.params, "tag");
  ContactQuery query{.organization = organization,
                     .sender = call.token->sender,
                     .search = read_text(call.params, "search"),
                     .offset = page.offset(),
                     .limit = page.limit};
  const Ids ids(context.store.seal(), organization);
  const auto account = ids.account();

  JsonWriter json(reply.out());
  open_list(json, state);
  PageCount count;
  const auto sink = [&](const ContactRow& row) { write_contact(json, ids, account, row); };
  const auto work = [&](const Reader& from) {
    if (!tag.empty()) {
      const auto label = label_named(from, organization, tag);
      if (!label) return;
      query.label = label->id;
    }
    count = contacts(from, query, sink);
  };
  const bool is_short = tag.empty() && is_light(query);
  co_await context.store.read(is_short ? Weight::light : Weight::heavy, work);
  close_list(json, state, page, count);
}

Task<> get_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  const Ids ids(context.store.seal(), organization);
  const auto number = ids.contact_of(call.path.decoded(0));
  JsonWriter json(reply.out());
  const auto work = [&](const Reader& from) {
    if (!is_shown(from, *call.token, number)) throw Problem::not_found("contact");
    write_one(json, from, ids, organization, number);
  };
  co_await context.store.read(Weight::light, work);
}

Task<> add_contact(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto tree = read_body(call.request);
  const auto body = tree.root();
  const auto phone = read_phone(body["phone_number"].is_text() ? body["phone_number"].text() : "");
  const auto text = read_contact_text(body);
  if (!text.name) throw Problem::invalid("name", "name is required");

  const auto organization = call.token->organization;
  const Ids ids(context.store.seal(), organization);
  const auto work = [&](Transaction& in) {
    NewContact made{.phone = phone, .name = *text.name, .attributes = text.attributes.value_or("")};
    made.labels = labels_named(in, organization, text.tags.value_or(std::vector<std::string>()));
    const auto number = parley::add_contact(in, organization, made);
    in.settle();
    reply.status = 201;
    JsonWriter json(reply.out());
    write_one(json, in, ids, organization, number);
  };
  co_await change(call, reply, context, work);
}

Task<> change_contact(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto organization = call.token->organization;
  const Ids ids(context.store.seal(), organization);
  const auto number = ids.contact_of(call.path.decoded(0));
  const auto tree = read_body(call.request);
  const auto text = read_contact_text(tree.root());

  const auto work = [&](Transaction& in) {
    const auto sink = [](const ContactRow&) {};
    if (!contact(in, organization, number, sink)) throw Problem::not_found("contact");
    ContactChange wanted;
    wanted.name = text.name;
    wanted.attributes = text.attributes;
    if (text.tags) wanted.labels = labels_named(in, organization, *text.tags);
    parley::change_contact(in, organization, number, wanted);
    in.settle();
    JsonWriter json(reply.out());
    write_one(json, in, ids, organization, number);
  };
  co_await change(call, reply, context, work);
}

Task<> remove_contact(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto organization = call.token->organization;
  const Ids ids(context.store.seal(), organization);
  const auto number = ids.contact_of(call.path.decoded(0));
  const auto work = [&](Transaction& in) {
    parley::remove_contact(in, organization, number);
    answer_nothing(reply);
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::vobiz
