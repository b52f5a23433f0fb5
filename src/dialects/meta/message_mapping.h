#pragma once
// A message as the Graph API has it, whichever way it went, with Kapso's block behind it.

#include "base/json_writer.h"
#include "dialects/meta/fields.h"
#include "dialects/meta/ids.h"
#include "domain/conversation.h"
#include "store/conversations.h"
#include "store/names.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::graph {

// A status that was told of it, spelt as a webhook has it.
struct Message {
  MessageRow row;
  FoundMessage found;
  Origin origin = Origin::live;
  bool sent_here = false;
  std::vector<std::string> statuses = {};  // JSON, in the order of their times
  std::string media_url = {};              // ours; empty: there is none
  std::optional<std::int64_t> media_bytes = {};
};

void write_message(JsonWriter& json, const Ids& ids, const Fields& fields, const Sender& number,
                   const KnownAs& person, const Message& message);

}  // namespace parley::graph
