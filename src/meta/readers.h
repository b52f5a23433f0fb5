#pragma once
// The readers of a value's lists: each takes one item, tells its facts or parks it with a reason.

#include "meta/reading.h"

#include <optional>

namespace parley::meta {

// Under what heading a message stands.
struct Heading {
  Origin origin = Origin::live;
  bool is_ours = false;            // an echo: written by our side, whatever it says of itself
  const Person* thread = nullptr;  // the person an imported thread is with
};

void read_message(Reading& reading, const Path& path, Json message, const Heading& heading);
void read_status(Reading& reading, const Path& path, Json status);
void read_call(Reading& reading, const Path& path, Json call);
void read_history_chunk(Reading& reading, const Path& path, Json chunk);
void read_address_book_entry(Reading& reading, const Path& path, Json entry);
void read_id_change(Reading& reading, const Path& path, Json change);
void read_preference(Reading& reading, const Path& path, Json preference);

// What a system message tells of a person's identifiers; nothing where it tells none.
std::optional<RenameFact> rename_of(Json message, Timestamp at);

}  // namespace parley::meta
