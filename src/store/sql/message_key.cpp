#include "store/sql/message_key.h"

namespace parley::sql {
namespace {

constexpr Query find_place{
    "SELECT conversation, at, message FROM message_key WHERE organization = $1 AND key = $2"};
constexpr Query put_alias{
    "INSERT INTO message_key (organization, key, conversation, at, message) VALUES ($1, $2, 0, 0, $3) "
    "ON CONFLICT (organization, key) DO UPDATE SET conversation = 0, at = 0, message = excluded.message"};

// Of one that is another name it tells the message's own key alone.
KeyedPlace place_in(Rows& rows, std::int64_t key) {
  const auto message = rows.integer(2);
  return {.conversation = rows.integer(0), .at = rows.integer(1), .key = message != 0 ? message : key};
}

}  // namespace

std::optional<KeyedPlace> place_of_key(Connection& db, std::int64_t organization, std::int64_t key) {
  const auto look = [&](std::int64_t name) -> std::optional<KeyedPlace> {
    auto rows = db.rows(find_place, organization, name);
    return rows.next() ? place_in(rows, name) : std::optional<KeyedPlace>();
  };
  const auto place = look(key);
  return place && place->key != key ? look(place->key) : place;
}

std::optional<KeyedPlace> expect_place(Connection& db, std::int64_t organization, std::int64_t key) {
  const auto look = [&](std::int64_t name) -> std::optional<KeyedPlace> {
    auto rows = db.ahead(find_place, organization, name);
    return rows && rows->next() ? place_in(*rows, name) : std::optional<KeyedPlace>();
  };
  const auto place = look(key);
  return place && place->key != key ? look(place->key) : place;
}

void lead_key(Connection& db, std::int64_t organization, std::int64_t key, std::int64_t message) {
  db.run(put_alias, organization, key, message);
}

}  // namespace parley::sql
