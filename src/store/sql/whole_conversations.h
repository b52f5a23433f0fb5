#pragma once
// Conversations' rows with what a list shows beside them, by one statement for the rows of a page.

#include "store/conversations.h"
#include "store/sql/connection.h"
#include "store/sql/rank.h"

#include <cstdint>
#include <vector>

namespace parley::sql {

using WholeSink = FunctionRef<void(const WholeConversation&)>;

// What is read beside the conversation itself: the contact's public number, else it is 0, or the whole contact and the
// newest message.
struct Beside {
  bool contact = true;
  bool whole = false;
};

class WholeConversations {
 public:
  // `senders`: all that the rows may be of.
  WholeConversations(Connection& db, OrganizationId organization, const std::vector<Sender>& senders,
                     Beside beside, WholeSink sink)
      : db_(db), organization_(organization), senders_(senders), beside_(beside), sink_(sink) {}

  // A part of a number's activity list; the classes wanted are bits. Gives how many were handed over.
  std::int64_t read(SenderId sender, const Stretch& part, std::int64_t classes, std::int64_t limit,
                    bool descending);
  // False where there is none.
  bool read_one(std::int64_t id);

 private:
  bool hand_over(Rows& rows);
  [[nodiscard]] int bits() const { return (beside_.contact ? 1 : 0) | (beside_.whole ? 2 : 0); }

  Connection& db_;
  OrganizationId organization_;
  const std::vector<Sender>& senders_;
  Beside beside_;
  WholeSink sink_;
};

}  // namespace parley::sql
