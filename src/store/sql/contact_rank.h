#pragma once
// The contacts of an organization as a ranked list: sorted by (created_at, number), a contact's kind is its status.

#include "store/sql/connection.h"
#include "store/sql/ranked_lists.h"

#include <cstdint>

namespace parley::sql {

// What a contact's row says of its place. Without a number it has none yet.
struct ContactPlace {
  std::int64_t created_at = 0, number = 0, status = 0;
  bool operator==(const ContactPlace&) const = default;
};

// One batch's view of the lists it changes.
class ContactRank {
 public:
  explicit ContactRank(Connection& db) : db_(db), lists_(db) {}

  void expect(std::int64_t organization) { lists_.expect(contacts_of(organization)); }
  // The row left one place for the other; both may be without a number.
  void move(std::int64_t organization, const ContactPlace& from, const ContactPlace& to);
  // Writes what changed. The rows must stand as they are then; everything is read anew behind it.
  void flush();

 private:
  void count(std::int64_t organization, const ContactPlace& place, int by);

  Connection& db_;
  RankedLists lists_;
};

}  // namespace parley::sql
