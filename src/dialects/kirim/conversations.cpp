#include "dialects/change.h"
#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/kirim/words.h"

namespace parley::kirim {
namespace {

// A member's name may change without the organization's log telling of it.
void keep_unless_assigned(const Call& call, const Conversation& row) {
  if (row.assigned) call.may_be_kept = false;
}

void write_one(const Call& call, http::Reply& reply, const Ids& ids, const Sender& account,
               const Conversation& row) {
  keep_unless_assigned(call, row);
  JsonWriter json(reply.out());
  write_conversation(open_data(json), ids, account, row);
  close_data(json, call.request_id);
}

Place place_of(const Conversation& row) {
  return {row.last_message_at ? to_millis(*row.last_message_at) : 0, row.number};
}

// The page's rows and one more; none for a contact that nobody has.
std::vector<Conversation> rows_of(const Reader& from, OrganizationConversations query, const Sender& account,
                                  const IdFilter& contact) {
  std::vector<Conversation> rows;
  if (contact.is_given) {
    const auto known = contact.number ? shown_conversation(from, account, *contact.number) : std::nullopt;
    if (!known) return rows;
    query.contact = known->contact;
  }
  conversations(from, query, [&](const ConversationRow& row) { rows.emplace_back(row); });
  add_assignees(from, account.organization, rows);
  return rows;
}

// What the change asks for and is not so yet. Checked whole before the first write.
void apply(Transaction& in, const Sender& account, const Ids& ids, const ConversationBody& asked,
           const Conversation& row) {
  std::optional<MemberId> to;
  if (asked.assigned_to) {
    const auto number = ids.read(kind::user, *asked.assigned_to, "assigned_to");
    const auto known = number ? member(in, account.organization, MemberId{*number}) : std::nullopt;
    if (!known) throw Problem::invalid("assigned_to", "assigned_to is nobody of the organization");
    to = known->id;
  }
  const bool is_other_status = asked.status && *asked.status != word_of(row.status);
  if (is_other_status)
    set_status(in, account.organization, row.number, conversation_statuses(*asked.status).front());
  if (asked.has_assignee && to.value_or(MemberId{}) != row.assignee)
    assign(in, account.organization, row.number, to);
}

}  // namespace

Task<> list_conversations(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  Scope scope(account.organization, call.route->path, account.phone_number_id);
  const auto asked = read_conversation_params(call.params, ids, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);

  OrganizationConversations query{.organization = account.organization,
                                  .senders = {account.id},
                                  .status = asked.status,
                                  .limit = page.limit + 1,
                                  .contacts = false};
  if (page.after) query.after = {page.after->at, page.after->number};
  std::vector<Conversation> rows;
  const auto weight = is_light(query) ? Weight::light : Weight::heavy;
  co_await context.store.read(
      weight, [&](const Reader& from) { rows = rows_of(from, query, account, asked.contact); });

  PageWriter out(reply, page);
  for (const auto& row : rows) {
    keep_unless_assigned(call, row);
    if (out.takes(place_of(row))) write_conversation(out.json(), ids, account, row);
  }
  out.close(context.store.seal(), scope, call.request_id);
}

Task<> get_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  std::vector<Conversation> rows;
  co_await context.store.read(Weight::light, [&](const Reader& from) {
    rows.push_back(conversation_of_path(from, account, ids, kind::conversation, call));
    add_assignees(from, account.organization, rows);
  });
  call.about = rows[0].number;
  write_one(call, reply, ids, account, rows[0]);
}

Task<> change_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = read_conversation_body(call.request);
  co_await change(call, reply, context, [&](Transaction& in) {
    const auto before = conversation_of_path(in, account, ids, kind::conversation, call);
    apply(in, account, ids, asked, before);
    in.settle();
    std::vector rows{conversation_of_path(in, account, ids, kind::conversation, call)};
    add_assignees(in, account.organization, rows);
    write_one(call, reply, ids, account, rows[0]);
  });
}

}  // namespace parley::kirim
