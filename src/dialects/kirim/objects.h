#pragma once
// Values that are made of the JSON a message came with. Each writes null for text that is empty, no JSON or of another
// shape.

#include "base/json_writer.h"

#include <string_view>

namespace parley::kirim {

// {latitude, longitude, name?, address?}
void write_location(JsonWriter& json, std::string_view object);
// [{name, phone?, wa_id?}]
void write_contacts(JsonWriter& json, std::string_view object);
// The reply a person chose: {type, id, title, description?}
void write_interactive(JsonWriter& json, std::string_view object);
// {target_message_id, emoji}
void write_reaction(JsonWriter& json, std::string_view object);
// {payload, text}
void write_button(JsonWriter& json, std::string_view object);
// {code, message, provider_code}: of Meta's array of errors, the first
void write_error(JsonWriter& json, std::string_view errors);

}  // namespace parley::kirim
