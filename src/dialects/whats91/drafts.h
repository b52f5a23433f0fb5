#pragma once
// Bodies of the send family read into drafts; pure. What is wrong throws a Problem with the subject that refusals.cpp has
// a code for.

#include "base/json.h"
#include "domain/draft.h"

#include <string>

namespace parley::whats91 {

// POST /chat: text, media, buttons or a list, as Whats91 spells them.
Draft read_chat(const Json& body);
// POST /messages: Meta's own shape; `text` is the body as it came.
Draft read_meta_message(const std::string& text);

// The first of those members that is a text or a number and not empty.
std::string first_text(const Json& body, std::initializer_list<std::string_view> names);

}  // namespace parley::whats91
