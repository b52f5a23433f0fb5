#include "store/contacts.h"

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/mapping.h"
#include "dialects/meta/page.h"
#include "dialects/meta/people.h"
#include "store/conversations.h"
#include "store/row_texts.h"

#include <utility>

namespace parley::graph {
namespace {

constexpr std::size_t longest_name = 200, largest_metadata = 16 << 10;

struct Held {
  Place place;
  ContactRow row;
};

ContactQuery query_of(const Sender& number) {
  return {.organization = number.organization,
          .sender = number.id,
          .counts = false,
          .labels = false,
          .activity = false};
}

// Whether the person has a conversation with that number: then they are its contact.
bool is_contact_of(const Reader& from, const Sender& number, std::int64_t contact) {
  const OrganizationConversations with{.organization = number.organization,
                                       .senders = {number.id},
                                       .contact = contact,
                                       .limit = 1,
                                       .contacts = false};
  return conversations(from, with, [](const ConversationRow&) {}).count > 0;
}

// The contact that the path's last brace names: by telephone number, BSUID or our id. Problem not_found "contact".
std::int64_t contact_asked(const Reader& from, const Sender& number, const Ids& ids, const Call& call) {
  const auto text = call.path.decoded(2);
  const auto said = person_of(text);
  auto found = ids.contact_of(text);
  if (!found && !said.empty()) found = contact_known_as(from, number.organization, said);
  if (!found || !is_contact_of(from, number, *found)) throw Problem::not_found("contact");
  return *found;
}

struct Told {
  Rows<Held> found;
  People people;
  RowTexts texts;
};

void read_page_of(const Reader& from, const Sender& number, const ContactParams& asked, const Page& page,
                  Told& into) {
  if (asked.finds_nothing) return;
  std::optional<std::int64_t> only;
  if (!asked.person.empty()) {
    only = contact_known_as(from, number.organization, asked.person);
    if (!only || !is_contact_of(from, number, *only)) return;
  }
  const auto rows_behind = [&](const std::optional<Place>& behind, bool descending, std::int64_t most) {
    std::vector<Held> rows;
    const auto take = [&](const ContactRow& row) {
      rows.push_back({{to_millis(row.created_at), row.number}, into.texts.kept(row)});
    };
    if (only) {
      if (!behind) contact(from, number.organization, *only, take);
      return rows;
    }
    auto query = query_of(number);
    query.descending = descending;
    query.limit = most;
    if (behind) query.after = {from_millis(behind->at), behind->number};
    contacts(from, query, take);
    return rows;
  };
  into.found = gather<Held>(page, rows_behind, [](const Held&) { return Shown::yes; });
  for (const auto& held : into.found.rows) into.people.want(held.row.number);
  into.people.look_up(from, number.organization);
}

std::string name_in(Json body, std::string_view name) {
  const auto text = body[name];
  if (!text.is_absent() && !text.is_text())
    throw Problem::invalid(std::string(name), "Param " + std::string(name) + " must be a text");
  auto said = std::string(trimmed(text.text()));
  if (code_points(said) > longest_name)
    throw Problem::invalid(std::string(name), "Param " + std::string(name) + " is too long");
  return said;
}

// What WhatsApp says of a person stays as it is: either name is the one that is shown here from now on.
ContactChange change_asked(Json body) {
  ContactChange change;
  const bool has_name = body["profile_name"].is_given(), has_display = body["display_name"].is_given();
  if (has_name) change.name = name_in(body, "profile_name");
  if (has_display) change.name = name_in(body, "display_name");
  const auto metadata = body["metadata"];
  if (metadata.is_given()) {
    if (!metadata.is_absent() && !metadata.is_object())
      throw Problem::invalid("metadata", "Param metadata must be a JSON object");
    change.attributes = metadata.is_empty() ? std::string() : metadata.compact();
    if (change.attributes->size() > largest_metadata)
      throw Problem::invalid("metadata", "Param metadata is too large");
  }
  if (!change.name && !change.attributes)
    throw Problem::invalid("body", "One of profile_name, display_name and metadata is required");
  return change;
}

}  // namespace

Task<> list_contacts(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  Scope scope(number.organization, "contacts", number.phone_number_id);
  const auto asked = read_contact_params(call.params, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);
  Told told;
  const auto read = [&](const Reader& from) { read_page_of(from, number, asked, page, told); };
  co_await context.store.read(Weight::light, read);
  JsonWriter json(reply.out());
  open_page(json);
  for (const auto& held : told.found.rows)
    write_contact(json, ids, held.row, told.people.of(held.row.number));
  close_page(json, context.store.seal(), scope, told.found.paging);
}

Task<> get_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  const auto read = [&](const Reader& from) {
    const auto asked = contact_asked(from, number, ids, call);
    People people;
    people.want(asked);
    people.look_up(from, number.organization);
    JsonWriter json(reply.out());
    contact(from, number.organization, asked,
            [&](const ContactRow& row) { write_contact(json, ids, row, people.of(asked)); });
  };
  co_await context.store.read(Weight::light, read);
}

Task<> change_contact(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "number");
  const Ids ids(context.store.seal(), number.organization);
  const auto body = read_body(call.request);
  const auto asked = change_asked(body.root());
  const auto work = [&](Transaction& in) {
    parley::change_contact(in, number.organization, contact_asked(in, number, ids, call), asked);
    reply.out() += R"({"success":true})";
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::graph
