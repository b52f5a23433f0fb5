#include "store/contacts.h"

#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/once.h"
#include "dialects/kirim/people.h"

namespace parley::kirim {
namespace {

void write_one(const Reader& from, const Call& call, http::Reply& reply, const Ids& ids,
               const Sender& account, const Conversation& with) {
  JsonWriter json(reply.out());
  write_contact_of(from, account, ids, with, open_data(json));
  close_data(json, call.request_id);
}

// The organization's contact of exactly that number, under whichever account.
std::optional<std::int64_t> contact_of_phone(const Reader& from, OrganizationId organization,
                                             const std::string& phone) {
  std::optional<std::int64_t> number;
  const ContactQuery query{.organization = organization, .phone = phone, .limit = 1, .counts = false};
  contacts(from, query, [&](const ContactRow& row) { number = row.number; });
  return number;
}

ContactChange change_of(const ContactBody& asked) {
  return {.name = asked.name, .email = asked.email, .attributes = asked.metadata};
}

// The contact, new or of another account so far. Problem conflict "phone" where it is of this account already.
std::int64_t add_or_change(Transaction& in, const Sender& account, const ContactBody& asked) {
  const auto known = contact_of_phone(in, account.organization, asked.phone);
  if (!known) {
    return add_contact(in, account.organization,
                       {.phone = asked.phone,
                        .name = asked.name.value_or(""),
                        .email = asked.email.value_or(""),
                        .attributes = asked.metadata.value_or("")});
  }
  if (conversation_with(in, account, *known))
    throw Problem(Problem::Kind::conflict, "phone", "phone_number is a contact of this account already");
  parley::change_contact(in, account.organization, *known, change_of(asked));
  return *known;
}

}  // namespace

Task<> list_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  Scope scope(account.organization, call.route->path, account.phone_number_id);
  const auto asked = read_contact_params(call.params, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);

  const ContactQuery query{.organization = account.organization,
                           .sender = account.id,
                           .phone = asked.phone,
                           .search = asked.search,
                           .counts = false};
  const auto weight = is_light(query) ? Weight::light : Weight::heavy;
  PageWriter out(reply, page);
  co_await context.store.read(
      weight, [&](const Reader& from) { write_contacts(from, account, ids, asked, page, out); });
  out.close(context.store.seal(), scope, call.request_id);
}

Task<> create_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = attempt(call, [&] { return read_new_contact(call.request); });
  co_await answer_once(call, reply, context, [&](Transaction& in) {
    const auto contact = add_or_change(in, account, *asked);
    const auto number = ensure_conversation(in, account, contact);
    in.settle();
    const auto with = shown_conversation(in, account, number);
    if (!with) throw Problem::internal();
    reply.status = 201;
    write_one(in, call, reply, ids, account, *with);
  });
}

Task<> get_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  co_await context.store.read(Weight::light, [&](const Reader& from) {
    const auto with = conversation_of_path(from, account, ids, kind::contact, call);
    write_one(from, call, reply, ids, account, with);
  });
}

Task<> change_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = read_contact_change(call.request);
  co_await change(call, reply, context, [&](Transaction& in) {
    const auto with = conversation_of_path(in, account, ids, kind::contact, call);
    parley::change_contact(in, account.organization, with.contact, change_of(asked));
    in.settle();
    write_one(in, call, reply, ids, account, with);
  });
}

// Takes the person away with their last conversation only: they may be another account's contact too.
Task<> delete_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  co_await change(call, reply, context, [&](Transaction& in) {
    const auto with = conversation_of_path(in, account, ids, kind::contact, call);
    if (conversations_of(in, account.organization, with.contact) > 1) {
      set_status(in, account.organization, with.number, ConversationStatus::deleted);
    } else {
      remove_contact(in, account.organization, with.contact);
    }
    JsonWriter json(reply.out());
    write_deleted(open_data(json), ids.of(kind::contact, with.number), "contact");
    close_data(json, call.request_id);
  });
}

}  // namespace parley::kirim
