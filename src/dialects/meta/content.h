#pragma once
// What is read out of a message's object for Kapso's block.

#include "base/json_writer.h"
#include "dialects/meta/fields.h"
#include "domain/conversation.h"
#include "store/told.h"

#include <string>
#include <string_view>

namespace parley::graph {

// One line of plain text; empty for bare media and for what was taken back.
std::string words_of(const MessageRow& row);

// An order with its words under both names, Meta's `text` and Kapso's `order_text`.
std::string with_order_text(std::string_view object);
std::string order_text_of(const MessageRow& row);

// flow_response, flow_token and flow_name of an answer to a flow; nothing for anything else.
void write_flow(JsonWriter& json, const Fields& fields, const MessageRow& row);

// A status as a webhook has it.
std::string status_object(const ToldStatus& status, const MessageRow& of);

}  // namespace parley::graph
