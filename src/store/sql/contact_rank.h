#pragma once
// The contacts of an organization as a ranked list: sorted by (created_at, number), a contact's kind is its status. Its
// tally stands in sender_tally under the sender 0.

#include "store/sql/connection.h"
#include "store/sql/rank.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <limits>
#include <map>
#include <string>

namespace parley::sql {

// Among the lists of rank_block: no conversation's (positive), no sender's (a small negative number).
inline constexpr std::int64_t contact_rank_list = std::numeric_limits<std::int64_t>::min() / 2;

// A contact's public number as it breaks ties, where texts are compared, and back; nothing is 0.
std::string contact_tie(std::int64_t number);
std::int64_t contact_of_tie(std::string_view tie);

// What a contact's row says of its place. Without a number it has none yet.
struct ContactPlace {
  std::int64_t created_at = 0, number = 0, status = 0;
  bool operator==(const ContactPlace&) const = default;
};

// One batch's view of the lists it changes.
class ContactRank {
 public:
  explicit ContactRank(Connection& db) : db_(db) {}

  // The row left one place for the other; both may be without a number. The row must stand as it is afterwards.
  void move(std::int64_t organization, const ContactPlace& from, const ContactPlace& to);
  // Writes the tallies. Everything is read anew behind it.
  void flush();

 private:
  struct List {
    std::int64_t blocks = 0;
    Tally tally;
  };
  List& list(std::int64_t organization);
  void count(std::int64_t organization, const ContactPlace& place, int by);

  Connection& db_;
  std::map<std::int64_t, List> lists_;  // by organization
};

Ranked ranked_contacts(Connection& db, std::int64_t organization);
// Counts the contacts of all organizations anew; for a step of the schema.
void rank_all_contacts(Connection& db);

}  // namespace parley::sql
