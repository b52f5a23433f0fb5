// Any query string and any body: read into what the store may be asked and told, or refused with words.

#include "base/problem.h"
#include "base/text.h"
#include "dialects/body.h"
#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/import.h"
#include "dialects/wapikit/query.h"

#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const wapikit::Page& page, std::int64_t most) {
  require(page.size >= 1 && page.size <= most);
  require(page.number >= 1 && page.offset() >= 0 && page.offset() % page.size == 0);
}

void check_id(const std::string& id) { require(id.empty() || is_uuid(id)); }

void check(const wapikit::ContactText& contact) {
  require(is_digits(contact.phone) && contact.phone.size() >= 7 && contact.phone.size() <= 15);
  require(wapikit::is_contact_name(contact.name));
  require(contact.attributes.empty() || contact.attributes.front() == '{');
  require(is_storable_utf8(contact.attributes));
  for (const auto& id : contact.lists) check_id(id);
}

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::invalid && is_storable_utf8(problem.what()));
  }
}

void read_queries(std::string_view input) {
  const auto params = http::Params::of_query(input);
  attempt([&] {
    const auto asked = wapikit::read_asked_conversations(params);
    check(asked.page, wapikit::most_of_conversations);
    check_id(asked.contact);
    check_id(asked.list);
    require(is_storable_utf8(asked.message));
  });
  attempt([&] { check(wapikit::read_asked_thread(params).page, wapikit::most_of_messages); });
  attempt([&] {
    const auto asked = wapikit::read_asked_messages(params);
    check(asked.page, wapikit::most_of_messages);
    for (const auto* id : {&asked.contact, &asked.list, &asked.conversation}) check_id(*id);
  });
  attempt([&] {
    const auto asked = wapikit::read_asked_contacts(params);
    check(asked.page, wapikit::most_of_contacts);
    check_id(asked.list);
    require(is_storable_utf8(asked.search));
  });
  attempt([&] { check(wapikit::read_asked_list(params, "order", false).page, wapikit::most_of_others); });
  attempt([&] {
    for (const auto& id : wapikit::read_asked_ids(params)) require(is_uuid(id));
  });
}

void read_bodies(std::string_view input) {
  const http::Request request{.body = input};
  attempt([&] {
    const auto tree = read_body(request, true);
    const auto body = tree.root();
    attempt([&] {
      const auto start = wapikit::read_conversation_start(body);
      require(start.contact.empty() ? is_digits(start.phone) : is_uuid(start.contact));
    });
    attempt([&] { wapikit::read_conversation_status(body); });
    attempt([&] { require(is_uuid(wapikit::read_assignee(body))); });
    attempt([&] { check(wapikit::read_contact(body)); });
    for (const auto element : body) attempt([&] { check(wapikit::read_new_contact(element)); });
    attempt([&] {
      const auto text = wapikit::read_list_text(body);
      require(!text.name.empty() && is_storable_utf8(text.name) && is_storable_utf8(text.description));
    });
    attempt([&] { require(!wapikit::read_tag_label(body).empty()); });
  });
}

void read_file(std::string_view input) {
  const wapikit::ImportForm form{.file = input};
  wapikit::ImportRows rows(form);
  wapikit::ImportRows::Row row;
  while (rows.next(row)) {
    if (row.fault.empty()) check(row.contact);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  read_queries(input);
  read_bodies(input);
  read_file(input);
  return 0;
}
