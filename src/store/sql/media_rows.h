#pragma once
// Rows of media, how they come to be known, and what is counted of them.

#include "base/function_ref.h"
#include "store/media.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::sql {

// A message names a file.
struct NamedMedia {
  std::int64_t organization = 0, sender = 0, message = 0, at = 0;
  std::string_view id, mime, sha256, filename;  // as the message says; sha256 in any of Meta's spellings
  bool is_draft = false;                        // a message that a client sends; else one that Meta told of
};
// Whether it can be a file that is fetched: it has an id that Meta may have given.
bool is_media_id(std::string_view id);
// Says ahead that it will be named (connection.h).
void expect_media(Connection& db, std::int64_t organization, std::string_view id);
// Whether it was not known; then it waits to be fetched, and is not counted yet. Of all that Meta's messages say of one file
// the greatest of each field stays, so that their order is nothing. A draft says what nobody has checked: of a file that is
// known it changes nothing, but that it is the message of one that had none; and what Meta tells takes its place.
// `is_sent_here`: whether the message of that key is such a draft.
bool name_media(Connection& db, const NamedMedia& by, std::int64_t now,
                FunctionRef<bool(std::int64_t message)> is_sent_here);

// How the numbers of an organization's files change.
struct MediaChange {
  std::int64_t pending = 0, ready = 0, expired = 0, failed = 0, waiting = 0, bytes = 0;

  // That such a file is there (`count` 1) or is no more (-1).
  void add(MediaState state, bool waits, std::int64_t size, std::int64_t count);
};
void count_media(Connection& db, std::int64_t organization, const MediaChange& change);

// 64 small hexadecimal digits of what Meta spells in base64 or in hexadecimal digits; empty where it is neither.
std::string sha256_of(std::string_view said);

// Of a step of the schema: makes the files known that messages of the last days name, which Meta still has.
void name_recent_media(Connection& db);

}  // namespace parley::sql
