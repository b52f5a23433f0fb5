#pragma once
// Parameters read into queries; pure. A parameter that is empty counts as absent, one that is not ours is
// ignored, and one that is wrong throws Problem::invalid with the words the caller reads. Organization and
// sender are left to set.

#include "http/params.h"
#include "store/query.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::whats91 {

ConversationFilter read_conversation_filter(const http::Params& params);
ConversationQuery read_conversation_query(const http::Params& params);
MessageQuery read_message_query(const http::Params& params);

// Parts of a path, decoded.
std::int64_t read_conversation_id(std::string_view text);
std::string read_mobile_number(std::string_view text);

}  // namespace parley::whats91
