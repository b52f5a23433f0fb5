// Imports of past conversations (coexistence): chunks of threads of messages.

#include "meta/readers.h"

namespace parley::meta {
namespace {

void read_messages(Reading& reading, const Path& path, Json messages, const Person* thread) {
  const Heading heading{.origin = Origin::history, .thread = thread};
  reading.each(messages, path,
               [&](const Path& place, Json message) { read_message(reading, place, message, heading); });
}

void read_thread(Reading& reading, const Path& path, Json thread) {
  const Json context = thread["context"];
  const Json id = thread["id"].is_empty() ? context["wa_id"] : thread["id"];
  const Person person{identity_of(id, context["user_id"], context["parent_user_id"]), profile_of(context)};
  read_messages(reading, path.member("messages"), thread["messages"], &person);
}

}  // namespace

void read_history_chunk(Reading& reading, const Path& path, Json chunk) {
  // How far the import is, or why there is none.
  for (const Json notice : {chunk["metadata"], chunk["errors"]}) {
    if (!notice.is_empty()) reading.tell(notice, NoticeFact{"history"});
  }
  reading.each(chunk["threads"], path.member("threads"),
               [&](const Path& place, Json thread) { read_thread(reading, place, thread); });
  read_messages(reading, path.member("messages"), chunk["messages"], nullptr);
}

}  // namespace parley::meta
