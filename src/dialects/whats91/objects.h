#pragma once
// Values that are made of the JSON a message came with. Each writes null for text that is empty, no JSON or
// of another shape; members of another type than Meta documents are left out.

#include "base/json_writer.h"

#include <string>
#include <string_view>

namespace parley::whats91 {

// What Meta says of the first of its errors: the details, else the message, else the title.
void write_error(JsonWriter& json, std::string_view errors);

// What the first of them is called: the title, else the message, else the details; empty: there is none.
std::string error_title(std::string_view errors);

// {latitude, longitude, name?, address?}
void write_location(JsonWriter& json, std::string_view object);

// [{name{firstName?, lastName?, formattedName?}, phones[{phone?, type?, wa_id?}], emails[{email?, type?}]}]
void write_contacts(JsonWriter& json, std::string_view object);

}  // namespace parley::whats91
