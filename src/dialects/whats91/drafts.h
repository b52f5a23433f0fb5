#pragma once
// Bodies of the send family read into drafts; pure. What is wrong throws a Problem with the subject that refusals.cpp has
// a code for.

#include "base/json.h"
#include "dialects/whats91/templates.h"
#include "domain/draft.h"

#include <string>

namespace parley::whats91 {

// POST /chat: text, media, buttons or a list, as Whats91 spells them. `media_id`: Meta's, of a file that came with it.
Draft read_chat(const Json& body, const std::string& media_id = {});

// POST /send: a template by its name. Problem invalid "templateName".
struct TemplateAsked {
  std::string name, language;  // no language: whichever there is
  std::string input;           // the recipient as the client spelt it
  Identity to;
};
TemplateAsked read_template_asked(const Json& body);
// `media_id` and `filename`: of a file that came with it.
Draft read_template(const Json& body, const Template& of, const std::string& media_id,
                    const std::string& filename);
// POST /messages: Meta's own shape; `text` is the body as it came.
Draft read_meta_message(const std::string& text);

// The first of those members that is a text or a number and not empty.
std::string first_text(const Json& body, std::initializer_list<std::string_view> names);

}  // namespace parley::whats91
