#pragma once
// A message's row as it is handed over. Columns: wamid, direction, status, type, text, flags, peer, at, updated_at, cold,
// key.

#include "base/function_ref.h"
#include "domain/conversation.h"
#include "store/sql/connection.h"
#include "store/sql/stored_message.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace parley::sql {

// The identifiers a page's messages came from: one mostly.
class Spellings {
 public:
  // Of none where they are not wanted: all are empty then.
  Spellings(Connection& db, std::int64_t organization, bool are_wanted = true)
      : db_(db), organization_(organization), are_wanted_(are_wanted) {}
  std::string_view of(std::int64_t alias);

 private:
  Connection& db_;
  std::int64_t organization_;
  bool are_wanted_;
  std::map<std::int64_t, std::string> known_;
};

struct MessageFields {
  std::string_view wamid, type, text, cold;
  std::int64_t direction = 0, status = 0, flags = 0, peer = 0, at = 0, updated_at = 0, key = 0;
};
MessageRow row_of(const MessageFields& fields, std::string_view sender_phone, Spellings& spellings);
// The same where the identifier's spelling came with the row.
MessageRow row_of(const MessageFields& fields, std::string_view sender_phone, std::string_view spelling);

MessageRow row_of(const StoredMessage& message, std::string_view sender_phone, std::string_view spelling);
// `first`: the column that these begin at.
template <class AnyRows>
MessageFields fields_of(AnyRows& rows, int first = 0) {
  return {.wamid = rows.text(first),
          .type = rows.text(first + 3),
          .text = rows.text(first + 4),
          .cold = rows.text(first + 9),
          .direction = rows.integer(first + 1),
          .status = rows.integer(first + 2),
          .flags = rows.integer(first + 5),
          .peer = rows.integer(first + 6),
          .at = rows.integer(first + 7),
          .updated_at = rows.integer(first + 8),
          .key = rows.integer(first + 10)};
}

template <class AnyRows>
void hand_over(AnyRows& rows, std::string_view sender_phone, Spellings& spellings,
               FunctionRef<void(const MessageRow&)> sink) {
  sink(row_of(fields_of(rows), sender_phone, spellings));
}

}  // namespace parley::sql
