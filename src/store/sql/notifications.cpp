// What a member is told of.

#include "store/members.h"
#include "store/sql/ids.h"

namespace parley {
namespace {

using sql::Query;

constexpr std::int64_t most_kept = 1'000;  // a member

constexpr Query page_of_notifications{
    "SELECT id, kind, title, description, link, created_at, read_at FROM notification "
    "WHERE organization = $1 AND membership = $2 ORDER BY created_at, id LIMIT $3 OFFSET $4"};
constexpr Query page_of_notifications_down{
    "SELECT id, kind, title, description, link, created_at, read_at FROM notification "
    "WHERE organization = $1 AND membership = $2 ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4"};
constexpr Query count_notifications{
    "SELECT count(*) FROM notification WHERE organization = $1 AND membership = $2"};
constexpr Query count_unread{
    "SELECT count(*) FROM notification WHERE organization = $1 AND membership = $2 AND read_at IS NULL"};
constexpr Query insert_notification{
    "INSERT INTO notification (organization, id, membership, kind, title, description, link, created_at, read_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)"};
constexpr Query notifications_too_many{
    "SELECT id FROM notification WHERE organization = $1 AND membership = $2 "
    "ORDER BY created_at DESC, id DESC LIMIT 4 OFFSET $3"};
constexpr Query drop_notification{"DELETE FROM notification WHERE organization = $1 AND id = $2"};

}  // namespace

PageCount notifications(const Reader& from, const ListPage& page, MemberId member,
                        FunctionRef<void(const Notification&)> sink) {
  PageCount count{
      .total = sql::first_integer(from.db, count_notifications, page.organization.value, member.value)};
  const auto& query = page.descending ? page_of_notifications_down : page_of_notifications;
  auto rows = from.db.rows(query, page.organization.value, member.value, page.limit, page.offset);
  for (; rows.next(); ++count.count) {
    Notification one{
        .id = {rows.integer(0)},
        .kind = std::string(rows.text(1)),
        .title = std::string(rows.text(2)),
        .description = std::string(rows.text(3)),
        .link = std::string(rows.text(4)),
        .created_at = from_millis(rows.integer(5)),
    };
    if (!rows.is_null(6)) one.read_at = from_millis(rows.integer(6));
    sink(one);
  }
  return count;
}

std::int64_t unread_notifications(const Reader& from, OrganizationId organization, MemberId member) {
  return sql::first_integer(from.db, count_unread, organization.value, member.value);
}

void notify(Transaction& in, OrganizationId organization, MemberId member, const Notification& notification) {
  const auto id = sql::next_id(in.db, "notification");
  in.db.run(insert_notification, organization.value, id, member.value, notification.kind, notification.title,
            notification.description, notification.link, to_millis(in.now));
  std::vector<std::int64_t> old;
  {
    auto rows = in.db.rows(notifications_too_many, organization.value, member.value, most_kept);
    while (rows.next()) old.push_back(rows.integer(0));
  }
  for (const auto one : old) in.db.run(drop_notification, organization.value, one);
}

}  // namespace parley
