#include "store/sql/contact_rank.h"

#include "store/sql/walks.h"

namespace parley::sql {

void ContactRank::move(std::int64_t organization, const ContactPlace& from, const ContactPlace& to) {
  if (from == to) return;
  if (from.number != 0) count(organization, from, -1);
  if (to.number != 0) count(organization, to, 1);
}

void ContactRank::count(std::int64_t organization, const ContactPlace& place, int by) {
  lists_.count(contacts_of(organization), {place.created_at, number_tie(place.number)},
               mark_kind(place.status), by);
}

void ContactRank::flush() {
  lists_.flush(
      [this](RankList list, const Stretch& stretch, WalkRow row) { contact_walk(db_, list)(stretch, row); });
}

}  // namespace parley::sql
