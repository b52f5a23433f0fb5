// A store of an earlier schema is brought to today's: contacts that were there before they could be listed are listed.

#include "store/conformance/contacts.h"
#include "store/sql/people.h"
#include "store/sqlite/migration_testing.h"

namespace parley::conformance {
namespace {

constexpr int people = 1'500;

std::int64_t number_of(int person) { return sql::contact_number(0, std::to_string(900'000 + person)); }

// As the first schema kept them; the last is known by an id alone.
void insert_people(sqlite::Connection& db) {
  db.execute(
      "INSERT INTO organization (id, name, active, created_at, last_event) VALUES (1, 'Older', 1, 1, 0)");
  for (int i = 0; i < people; ++i) {
    const int kind = i + 1 == people ? 1 : 0;
    const auto key = kind == 0 ? std::to_string(900'000 + i) : "US.1";
    db.execute(fmt::format(
        "INSERT INTO contact (organization, id, phone, name, username, marketing_stopped, created_at, number) "
        "VALUES (1, {0}, '{1}', 'Name', '', 0, {2}, 0); "
        "INSERT INTO contact_alias (organization, kind, key, id, value, first_at, contact, name, name_at, username, "
        "username_at, book_name, book_at, marketing_stopped, marketing_at) "
        "VALUES (1, {3}, '{1}', {0}, '{1}', {2}, {0}, 'Name', 1, '', 0, '', 0, 0, 0)",
        i + 1, key, 1'000 + i, kind));
  }
}

}  // namespace

TEST(Migration, ListsTheContactsOfAnEarlierSchema) {
  auto place = sqlite_place();
  {
    sqlite::Connection db(place.folder / "store.db", sqlite::Access::write);
    step(db, 1);
    insert_people(db);
    step(db, 2);
  }
  Bench bench([&] { return place; });  // adds an organization of its own
  bench.organization = {1};
  const auto total = list(bench, {}).count.total;
  EXPECT_EQ(total, people);
  for (const int offset : {0, 700, 1'300}) {
    const auto page = list(bench, {.descending = false, .offset = offset, .limit = 3});
    ASSERT_EQ(page.rows.size(), 3U) << offset;
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(page.rows[static_cast<std::size_t>(i)].number, number_of(offset + i));
    EXPECT_TRUE(page.rows[0].has_phone);
  }
  const auto last = list(bench, {.limit = 1}).rows.at(0);
  EXPECT_EQ(last.phone, "US.1");
  EXPECT_FALSE(last.has_phone);

  // And what comes afterwards is counted in.
  add(bench, {.phone = "919000000001"});
  EXPECT_EQ(list(bench, {}).count.total, people + 1);
  EXPECT_EQ(list(bench, {}).rows.at(0).phone, "919000000001");
}

}  // namespace parley::conformance
