// A store whose lists were ranked without levels, and its numbers' messages not at all: every page is where a count puts
// it, and what comes afterwards is counted in.

#include "store/conformance/contacts.h"
#include "store/conversations.h"
#include "store/sql/numbers.h"
#include "store/sql/people.h"
#include "store/sql/stored_message.h"
#include "store/sqlite/migration_testing.h"

#include <algorithm>
#include <random>

namespace parley::conformance {
namespace {

constexpr int people = 900;
constexpr int of_the_first = 6'000;  // messages; of the others three each
constexpr std::int64_t start = 1'700'000'000'000;

std::string phone_of(int person) { return std::to_string(919'000'000'000 + person); }
Sender sender_of(int sender) {
  return {.id = {sender}, .organization = {1}, .phone_number_id = "900" + std::to_string(sender)};
}

class Older {
 public:
  explicit Older(sqlite::Connection& db) : db_(db) {
    db_.execute(
        "INSERT INTO organization (id, name, active, created_at, last_event) VALUES (1, 'Older', 1, 1, 0)");
    for (const int sender : {1, 2}) {
      db_.execute(fmt::format(
          "INSERT INTO sender (organization, id, phone_number_id, phone, waba, name, connected, is_default, access_token, "
          "created_at) VALUES (1, {0}, '900{0}', '1555000{0}', '77', 'Older', 1, 0, x'', 1)",
          sender));
    }
    for (int person = 0; person < people; ++person) add_person(person);
  }

 private:
  void add_person(int person) {
    const auto phone = phone_of(person);
    const int sender = person % 5 == 4 ? 2 : 1;
    const auto number = sql::number_of("900" + std::to_string(sender), "0:" + phone, 0);
    const auto id = sql::id_with(1, number);
    const int count = person == 0 ? of_the_first : 3;
    std::int64_t last_at = 0;
    for (int i = 0; i < count; ++i) last_at = std::max(last_at, add_message(person, i, id, sender));
    db_.execute(fmt::format(
        "INSERT INTO contact (organization, id, phone, name, username, marketing_stopped, created_at, number) "
        "VALUES (1, {0}, '{1}', 'Name', '', 0, {2}, 0); "
        "INSERT INTO contact_alias (organization, kind, key, id, value, first_at, contact, name, name_at, username, "
        "username_at, book_name, book_at, marketing_stopped, marketing_at) "
        "VALUES (1, 0, '{1}', {0}, '{1}', {2}, {0}, 'Name', 1, '', 0, '', 0, 0, 0); "
        "INSERT INTO conversation (organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, "
        "unread, total, last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, blocks, tally, "
        "created_at, updated_at) VALUES (1, {3}, {4}, {5}, {0}, '{1}', 'Name', 0, {6}, 0, {7}, '', 'text', '', 0, 0, 0, "
        "'', {8}, x'{9}', {2}, {6})",
        person + 1, phone, start + person, id, number, sender, last_at, count, count > 512 ? 7 : 0,
        hex_of(tally_.packed())));
    tally_ = {};
  }

  // Two in three are ours, some of which failed; seconds are shared.
  std::int64_t add_message(int person, int i, std::int64_t conversation, int sender) {
    sql::StoredMessage message{.organization = 1, .conversation = conversation};
    message.at = start + static_cast<std::int64_t>(dice_() % 2'500) * 1'000;
    message.wamid = fmt::format("wamid.{}.{}", person, i);
    message.key = sql::key_of(sender_of(sender), message.wamid, 0);
    message.direction = i % 3 == 0 ? Direction::inbound : Direction::outbound;
    message.statuses = StatusSet().with(MessageStatus::sent);
    if (i % 500 == 1) message.statuses = message.statuses.with(MessageStatus::failed);
    message.type = "text";
    message.flags = sql::Flag::from_user | sql::Flag::read_here;
    message.origin = Origin::live;
    message.peer = person + 1;
    message.updated_at = message.at;
    sql::insert_message(db_, message);
    tally_.add(message.kind(), 1);
    return message.at;
  }

  static std::string hex_of(std::string_view bytes) {
    std::string hex;
    for (const char byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return hex;
  }

  sqlite::Connection& db_;
  std::mt19937 dice_{3};
  sql::Tally tally_;
};

// What the fourth schema kept of a sender's list and of the first conversation, which must not be believed any more.
constexpr auto leftovers =
    "INSERT INTO sender_tally (organization, sender, blocks, tally) VALUES (1, 1, 3, x'010009'), (1, 0, 2, x'010007'); "
    "INSERT INTO rank_block (organization, list, from_at, from_tie, rows, tally) SELECT 1, id, 5, '', 400, x'' FROM "
    "conversation WHERE blocks > 0; "
    "INSERT INTO rank_block (organization, list, from_at, from_tie, rows, tally) VALUES (1, -1, 5, '', 9, x'')";

Place older_store() {
  auto place = sqlite_place();
  sqlite::Connection db(place.folder / "store.db", sqlite::Access::write);
  db.execute("BEGIN");
  step(db, 1);
  const Older filled(db);
  for (const std::size_t version : {2, 3, 4}) step(db, version);
  db.execute(leftovers);
  db.execute("COMMIT");
  return place;
}

using Places = std::vector<std::pair<std::int64_t, std::int64_t>>;

// Each page beside the same rows of the whole.
template <class Ask>
void expect_pages(std::int64_t total, const Ask& ask) {
  const auto whole = ask(0, 1'000'000).second;
  ASSERT_EQ(std::ssize(whole), total);
  for (std::int64_t offset = 0; offset < total; offset += std::max<std::int64_t>(1, total / 50)) {
    const auto [told, page] = ask(offset, 9);
    ASSERT_EQ(told, total);
    const auto last = std::min(offset + 9, total);
    ASSERT_EQ(page, Places(whole.begin() + offset, whole.begin() + last)) << offset;
  }
}

struct Pages {
  Bench& bench;

  auto messages_of(std::optional<Direction> direction, std::vector<MessageStatus> status) const {
    return [this, direction, status](std::int64_t offset, std::int64_t limit) {
      OrganizationMessages query{.organization = {1}, .direction = direction, .status = status};
      query.offset = offset;
      query.limit = limit;
      Places places;
      std::int64_t total = 0;
      const auto read = [&](const Reader& from) {
        total = messages(from, query, [&](const MessageRow& row, const FoundMessage&) {
                  places.emplace_back(to_millis(row.at), row.key.value);
                }).total;
      };
      bench.wait(bench.store().read(Weight::light, read));
      return std::pair(total, places);
    };
  }
  auto lines_of(std::int64_t conversation) const {
    return [this, conversation](std::int64_t offset, std::int64_t limit) {
      Places places;
      const auto take = [&](const MessageRow& row) { places.emplace_back(to_millis(row.at), row.key.value); };
      const auto count = bench.wait(bench.store().messages({.organization = {1},
                                                            .sender = {1},
                                                            .conversation = conversation,
                                                            .offset = offset,
                                                            .limit = limit},
                                                           take));
      return std::pair(count ? count->total : -1, places);
    };
  }
  auto conversations_of(int sender) const {
    return [this, sender](std::int64_t offset, std::int64_t limit) {
      ConversationQuery query{
          .filter = {.organization = {1}, .sender = {sender}}, .offset = offset, .limit = limit};
      Places places;
      const auto take = [&](const ConversationRow& row) {
        places.emplace_back(to_millis(*row.last_message_at), row.number);
      };
      const auto total = bench.wait(bench.store().conversations(query, take)).total;
      return std::pair(total, places);
    };
  }
  auto contacts() const {
    return [this](std::int64_t offset, std::int64_t limit) {
      const auto page = list(bench, {.offset = offset, .limit = limit});
      Places places;
      for (const auto& row : page.rows) places.emplace_back(row.created_at, row.number);
      return std::pair(page.count.total, places);
    };
  }
};

}  // namespace

TEST(Migration, RanksTheListsOfAnEarlierSchemaInLevels) {
  const auto place = older_store();
  Bench bench([&] { return place; });  // adds an organization of its own
  bench.organization = {1};
  const Pages on{bench};
  constexpr int total = of_the_first + 3 * (people - 1);
  constexpr int failed = of_the_first / 750 + people - 1;
  const auto first = sql::number_of("9001", "0:" + phone_of(0), 0);
  ASSERT_NO_FATAL_FAILURE(expect_pages(total, on.messages_of({}, {})));
  ASSERT_NO_FATAL_FAILURE(expect_pages(total / 3, on.messages_of(Direction::inbound, {})));
  ASSERT_NO_FATAL_FAILURE(expect_pages(failed, on.messages_of({}, {MessageStatus::failed})));
  ASSERT_NO_FATAL_FAILURE(expect_pages(of_the_first, on.lines_of(first)));
  ASSERT_NO_FATAL_FAILURE(expect_pages(people / 5 * 4, on.conversations_of(1)));
  ASSERT_NO_FATAL_FAILURE(expect_pages(people / 5, on.conversations_of(2)));
  ASSERT_NO_FATAL_FAILURE(expect_pages(people, on.contacts()));

  // What comes afterwards: a message in the midst of the long conversation, one of somebody new, a report of an old one.
  bench.record({text_from(phone_of(0), "wamid.new", 700), text_from("918888888888", "wamid.first", 900),
                status_of("wamid.0.2", MessageStatus::failed, 5)},
               "9001");
  ASSERT_NO_FATAL_FAILURE(expect_pages(total + 2, on.messages_of({}, {})));
  ASSERT_NO_FATAL_FAILURE(expect_pages(total / 3 + 2, on.messages_of(Direction::inbound, {})));
  ASSERT_NO_FATAL_FAILURE(expect_pages(failed + 1, on.messages_of({}, {MessageStatus::failed})));
  ASSERT_NO_FATAL_FAILURE(expect_pages(of_the_first + 1, on.lines_of(first)));
  ASSERT_NO_FATAL_FAILURE(expect_pages(people / 5 * 4 + 1, on.conversations_of(1)));
  ASSERT_NO_FATAL_FAILURE(expect_pages(people + 1, on.contacts()));
}

}  // namespace parley::conformance
