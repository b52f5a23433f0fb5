#pragma once
// What a client says of a contact, checked before anything is written; pure. Problem::invalid with the field's name and words
// for the client.

#include "base/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::vobiz {

// Absent members were not said.
struct ContactText {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> tags;  // each once
  std::optional<std::string> attributes;         // a JSON object
};

ContactText read_contact_text(Json body);

// "+919876543210" as digits.
std::string read_phone(std::string_view text);
std::string read_name(std::string_view text);
// Adds a tag that is not among them yet; blank ones are nothing.
void add_tag(std::vector<std::string>& tags, std::string_view text);

}  // namespace parley::vobiz
