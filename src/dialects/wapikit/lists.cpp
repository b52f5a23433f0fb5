#include "base/problem.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"
#include "store/contact_lists.h"

namespace parley::wapikit {
namespace {

void write_list_answer(const Reader& from, const Call& call, const Spelling& spelling, ContactListId id,
                       std::string& out) {
  Gather gather(from, *call.token);
  JsonWriter json(out);
  json.open('{').key("list");
  write_list(json, spelling, gather.list(id));
  json.close('}');
}

// Problem: not_found "tag".
std::vector<LabelId> known_tags(const Reader& from, const Spelling& spelling,
                                const std::vector<std::string>& ids) {
  std::vector<LabelId> tags;
  for (const auto& id : ids) {
    const LabelId tag{spelling.number(kind::label, id)};
    if (!label(from, spelling.organization(), tag)) throw Problem::not_found("tag");
    tags.push_back(tag);
  }
  return tags;
}

std::vector<std::int64_t> known_contacts(const Reader& from, const Spelling& spelling,
                                         const std::vector<std::string>& ids) {
  std::vector<std::int64_t> numbers;
  const auto sink = [](const ContactRow&) {};
  for (const auto& id : ids) {
    const auto number = spelling.number(kind::contact, id);
    if (!contact(from, spelling.organization(), number, sink)) throw Problem::not_found("contact");
    numbers.push_back(number);
  }
  return numbers;
}

void require_list(const Reader& from, const Spelling& spelling, ContactListId id) {
  if (!contact_list(from, spelling.organization(), id)) throw Problem::not_found("list");
}

ContactListId list_of(const Call& call, const Spelling& spelling) {
  return {spelling.number(kind::list, call.path.decoded(0))};
}

}  // namespace

Task<> list_lists(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = read_asked_list(call.params, "order");
  const Spelling spelling(call, context);
  const auto work = [&](const Reader& from) {
    Gather gather(from, *call.token);
    ContactListQuery query{.organization = spelling.organization(), .descending = asked.descending};
    query.offset = asked.page.offset();
    query.limit = asked.page.size;
    std::vector<ShownList> lists;
    const auto count = gather.lists(query, lists);
    JsonWriter json(reply.out());
    json.open('{').key("lists").open('[');
    for (const auto& list : lists) write_list(json, spelling, list);
    json.close(']');
    write_pagination(json, asked.page, count.total);
    json.close('}');
  };
  co_await context.store.read(Weight::light, work);
}

Task<> get_list(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto id = list_of(call, spelling);
  const auto work = [&](const Reader& from) { write_list_answer(from, call, spelling, id, reply.out()); };
  co_await context.store.read(Weight::light, work);
}

Task<> create_list(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto text = read_list_text(body.root());
  const Spelling spelling(call, context);
  const auto work = [&](Transaction& in) {
    const auto tags = known_tags(in, spelling, text.tags);
    const auto contacts = known_contacts(in, spelling, text.contacts);
    const ContactListText list{.name = text.name, .description = text.description, .labels = tags};
    const auto id = add_contact_list(in, spelling.organization(), list, contacts);
    in.settle();
    write_list_answer(in, call, spelling, id, reply.out());
  };
  co_await change(call, reply, context, work);
}

Task<> update_list(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto text = read_list_text(body.root());
  const Spelling spelling(call, context);
  const auto id = list_of(call, spelling);
  const auto work = [&](Transaction& in) {
    require_list(in, spelling, id);
    const auto tags = known_tags(in, spelling, text.tags);
    const ContactListText list{.name = text.name, .description = text.description, .labels = tags};
    change_contact_list(in, spelling.organization(), id, list);
    in.settle();
    write_list_answer(in, call, spelling, id, reply.out());
  };
  co_await change(call, reply, context, work);
}

Task<> delete_list(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto id = list_of(call, spelling);
  const auto work = [&](Transaction& in) {
    require_list(in, spelling, id);
    remove_contact_list(in, spelling.organization(), id);
    write_done(reply.out());
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::wapikit
