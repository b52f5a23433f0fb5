#pragma once
// How the tests of contacts, labels and lists ask and change.

#include "base/problem.h"
#include "store/conformance/fixture.h"
#include "store/contact_lists.h"
#include "store/contacts.h"
#include "store/labels.h"

namespace parley::conformance {

// What a row of the list says, to keep.
struct SeenContact {
  std::int64_t number = 0;
  std::string phone, name, username, email, attributes, labels;
  ContactStatus status = ContactStatus::active;
  bool has_phone = false;
  std::int64_t created_at = 0, updated_at = 0, last_active_at = 0;
};

inline SeenContact seen(const ContactRow& row) {
  return {.number = row.number,
          .phone = std::string(row.phone),
          .name = std::string(row.name),
          .username = std::string(row.username),
          .email = std::string(row.email),
          .attributes = std::string(row.attributes),
          .labels = std::string(row.labels),
          .status = row.status,
          .has_phone = row.has_phone,
          .created_at = to_millis(row.created_at),
          .updated_at = to_millis(row.updated_at),
          .last_active_at = row.last_active_at ? to_millis(*row.last_active_at) : 0};
}

template <class Work>
void change(Bench& bench, const Work& work) {
  bench.wait(bench.store().write(work));
}

// The subject of the problem that the change ends with; empty: none.
template <class Work>
std::string refusal(Bench& bench, const Work& work) {
  try {
    change(bench, work);
  } catch (const Problem& problem) {
    return problem.subject();
  }
  return "";
}

struct ContactPage {
  PageCount count;
  std::vector<SeenContact> rows;
  [[nodiscard]] std::vector<std::int64_t> numbers() const {
    std::vector<std::int64_t> all;
    all.reserve(rows.size());
    for (const auto& row : rows) all.push_back(row.number);
    return all;
  }
};

inline ContactPage list(Bench& bench, ContactQuery query) {
  query.organization = bench.organization;
  ContactPage page;
  const auto take = [&](const ContactRow& row) { page.rows.push_back(seen(row)); };
  const auto read = [&](const Reader& from) { page.count = contacts(from, query, take); };
  bench.wait(bench.store().read(is_light(query) ? Weight::light : Weight::heavy, read));
  return page;
}

inline std::optional<SeenContact> find(Bench& bench, std::int64_t number) {
  std::optional<SeenContact> found;
  const auto take = [&](const ContactRow& row) { found = seen(row); };
  const auto read = [&](const Reader& from) { contact(from, bench.organization, number, take); };
  bench.wait(bench.store().read(Weight::light, read));
  return found;
}

inline std::int64_t add(Bench& bench, const NewContact& contact) {
  std::int64_t number = 0;
  change(bench, [&](Transaction& in) { number = add_contact(in, bench.organization, contact); });
  return number;
}

}  // namespace parley::conformance
