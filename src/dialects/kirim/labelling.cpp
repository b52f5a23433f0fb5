// Labels on conversations and contacts.

#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/once.h"
#include "dialects/kirim/people.h"

#include <set>

namespace parley::kirim {
namespace {

// What a label is put on: the path names it, and the answer.
struct Labelled {
  std::string_view kind;
  std::string_view id_name;
  void (*put)(Transaction& in, OrganizationId organization, const Conversation& on, LabelId label,
              bool attached);
};

constexpr Labelled of_conversation{
    kind::conversation, "conversation_id",
    [](Transaction& in, OrganizationId organization, const Conversation& on, LabelId label, bool attached) {
      label_conversation(in, organization, on.number, label, attached);
    }};
constexpr Labelled of_contact{
    kind::contact, "contact_id",
    [](Transaction& in, OrganizationId organization, const Conversation& on, LabelId label, bool attached) {
      label_contact(in, organization, on.contact, label, attached);
    }};

void write_attached(const Call& call, http::Reply& reply, const Ids& ids, const Labelled& labelled,
                    std::int64_t number, LabelId label, bool attached) {
  JsonWriter json(reply.out());
  open_data(json)
      .open('{')
      .field(labelled.id_name, ids.of(labelled.kind, number))
      .field("label_id", ids.of(kind::label, label.value))
      .field("attached", attached)
      .close('}');
  close_data(json, call.request_id);
}

Task<> attach(const Call& call, http::Reply& reply, Context& context, const Labelled& labelled) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = attempt(call, [&] { return read_label_id(call.request); });
  co_await answer_once(call, reply, context, [&](Transaction& in) {
    const auto on = conversation_of_path(in, account, ids, labelled.kind, call);
    const auto label = label_of_body(in, account.organization, ids, *asked);
    labelled.put(in, account.organization, on, label, true);
    write_attached(call, reply, ids, labelled, on.number, label, true);
  });
}

Task<> detach(const Call& call, http::Reply& reply, Context& context, const Labelled& labelled) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  co_await change(call, reply, context, [&](Transaction& in) {
    const auto on = conversation_of_path(in, account, ids, labelled.kind, call);
    const auto label = label_of_path(in, account.organization, ids, call.path.decoded(2), "label_id").id;
    labelled.put(in, account.organization, on, label, false);
    write_attached(call, reply, ids, labelled, on.number, label, false);
  });
}

// What the ids of a bulk come to: people of this account, and how many ids are of nobody there.
struct Bulk {
  std::set<std::int64_t> contacts;
  std::int64_t strangers = 0;
};

Bulk resolve(const Reader& from, const Sender& account, const Ids& ids,
             const std::vector<std::string>& asked) {
  Bulk bulk;
  std::vector<std::optional<std::int64_t>> numbers;
  numbers.reserve(asked.size());
  for (const auto& id : asked) numbers.push_back(ids.read(kind::contact, id, "contact_ids"));
  for (const auto number : numbers) {
    const auto known = number ? shown_conversation(from, account, *number) : std::nullopt;
    if (known) {
      bulk.contacts.insert(known->contact);
    } else {
      ++bulk.strangers;
    }
  }
  return bulk;
}

}  // namespace

Task<> attach_conversation_label(const Call& call, http::Reply& reply, Context& context) {
  return attach(call, reply, context, of_conversation);
}
Task<> detach_conversation_label(const Call& call, http::Reply& reply, Context& context) {
  return detach(call, reply, context, of_conversation);
}
Task<> attach_contact_label(const Call& call, http::Reply& reply, Context& context) {
  return attach(call, reply, context, of_contact);
}
Task<> detach_contact_label(const Call& call, http::Reply& reply, Context& context) {
  return detach(call, reply, context, of_contact);
}

Task<> label_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto accounts = co_await context.store.senders(call.token->organization);
  const Sender& account = account_of(*accounts, call);
  const auto ids = ids_of(call, context);
  const auto asked = attempt(call, [&] { return read_bulk_label(call.request); });
  co_await answer_once(call, reply, context, [&](Transaction& in) {
    const BulkLabelBody& body = *asked;
    const auto label = label_of_body(in, account.organization, ids, body.label);
    const auto bulk = resolve(in, account, ids, body.contacts);
    for (const auto contact : bulk.contacts)
      label_contact(in, account.organization, contact, label, body.attach);
    JsonWriter json(reply.out());
    open_data(json)
        .open('{')
        .field("applied", bulk.contacts.size())
        .field("skipped_cross_org", bulk.strangers)
        .field("skipped_team_mismatch", 0)
        .close('}');
    close_data(json, call.request_id);
  });
}

}  // namespace parley::kirim
