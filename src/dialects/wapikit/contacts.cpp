#include "store/contacts.h"

#include "base/problem.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/contact_batch.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"

#include <utility>

namespace parley::wapikit {
namespace {

constexpr std::size_t most_at_once = 1'000;

// Nothing where nothing can match.
std::optional<ContactQuery> store_query(const AskedContacts& asked, const Spelling& spelling) {
  ContactQuery query{.organization = spelling.organization(), .search = asked.search};
  query.status = asked.status;
  query.descending = asked.descending;
  query.offset = asked.page.offset();
  query.limit = asked.page.size;
  query.activity = false;
  if (asked.list.empty()) return query;
  const auto list = spelling.known(kind::list, asked.list);
  if (!list) return std::nullopt;
  query.list = ContactListId{*list};
  return query;
}

void write_contact_answer(const Reader& from, const Call& call, const Spelling& spelling,
                          const std::vector<Sender>& senders, std::int64_t number, std::string& out) {
  Gather gather(from, *call.token, senders);
  JsonWriter json(out);
  json.open('{').key("contact");
  write_contact(json, spelling, gather.contact(number));
  json.close('}');
}

// Their phone. Problem: not_found "contact".
std::string phone_of(const Reader& from, OrganizationId organization, std::int64_t number) {
  std::string phone;
  const auto sink = [&](const ContactRow& row) { phone = row.phone; };
  if (!contact(from, organization, number, sink)) throw Problem::not_found("contact");
  return phone;
}

}  // namespace

Task<> list_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = read_asked_contacts(call.params);
  const Spelling spelling(call, context);
  const auto query = store_query(asked, spelling);
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto weight = query && !is_light(*query) ? Weight::heavy : Weight::light;
  const auto work = [&](const Reader& from) {
    Gather gather(from, *call.token, *senders);
    std::vector<ShownContact> found;
    PageCount count;
    if (query) count = gather.contacts(*query, found);
    JsonWriter json(reply.out());
    json.open('{').key("contacts").open('[');
    for (const auto& each : found) write_contact(json, spelling, each);
    json.close(']');
    write_pagination(json, asked.page, count.total);
    json.close('}');
  };
  co_await context.store.read(weight, work);
}

Task<> get_contact(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::contact, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto work = [&](const Reader& from) {
    write_contact_answer(from, call, spelling, *senders, number, reply.out());
  };
  co_await context.store.read(Weight::light, work);
}

// All of them or none; who is known already is left as they are.
Task<> create_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request, true);
  if (!body.root().is_array()) throw Problem::invalid("body", "The body must be an array of contacts");
  if (body.root().size() > most_at_once) {
    throw Problem::invalid("body", "at most " + std::to_string(most_at_once) + " contacts at once");
  }
  const Spelling spelling(call, context);
  ContactBatch batch(spelling);
  for (const auto element : body.root()) batch.add(read_new_contact(element));
  const auto work = [&](Transaction& in) {
    const auto added = batch.write(in);
    const auto known = static_cast<std::int64_t>(body.root().size()) - added;
    auto message = std::to_string(added) + " contacts created";
    if (known > 0) message += ", " + std::to_string(known) + " known already";
    JsonWriter(reply.out()).open('{').field("message", message).close('}');
  };
  co_await change(call, reply, context, work);
}

Task<> update_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto text = read_contact(body.root());
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::contact, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto work = [&](Transaction& in) {
    const auto organization = spelling.organization();
    const auto phone = phone_of(in, organization, number);
    ContactChange to{.name = text.name, .attributes = text.attributes, .status = text.status};
    if (phone != text.phone) to.phone = text.phone;
    to.lists = known_lists(in, spelling, text.lists);
    parley::change_contact(in, organization, number, to);
    in.settle();
    write_contact_answer(in, call, spelling, *senders, number, reply.out());
  };
  co_await change(call, reply, context, work);
}

Task<> delete_contact(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::contact, call.path.decoded(0));
  const auto work = [&](Transaction& in) {
    phone_of(in, spelling.organization(), number);
    remove_contact(in, spelling.organization(), number);
    write_done(reply.out());
  };
  co_await change(call, reply, context, work);
}

// All of them or none.
Task<> delete_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto ids = read_asked_ids(call.params);
  const Spelling spelling(call, context);
  std::vector<std::int64_t> numbers;
  numbers.reserve(ids.size());
  for (const auto& id : ids) numbers.push_back(spelling.number(kind::contact, id));
  const auto work = [&](Transaction& in) {
    for (const auto number : numbers) phone_of(in, spelling.organization(), number);
    for (const auto number : numbers) remove_contact(in, spelling.organization(), number);
    write_done(reply.out());
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::wapikit
