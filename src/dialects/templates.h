#pragma once
// Message templates as Meta keeps them for a business account: asked for there each time, nothing of them is kept here.

#include "dialects/dialect.h"
#include "domain/conversation.h"

#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct Template {
  std::string id;                                // Meta's, digits
  std::string name, language, category, status;  // Meta's words: "en_US", "MARKETING", "APPROVED"
  std::string components;                        // compact JSON array
  std::string quality;                           // "GREEN", "YELLOW", "RED", "UNKNOWN"; empty: not said
  std::string json;                              // all that Meta says of it, compact
};

// Of the account of that number of ours. Empty: any; the words are Meta's.
struct TemplateQuery {
  std::string name, language, status;
};
// In Meta's order, 10,000 at most. Problems: as of ask_meta.h, and invalid "account" where the number's is not known.
Task<std::vector<Template>> templates(const Context& context, Sender sender, TemplateQuery query);

// `body` is Meta's JSON of a new one. What Meta answered: the id, the status, the category. Problems: as above.
Task<Template> add_template(const Context& context, Sender sender, std::string body);

// A page of Meta's answer, read; the cursor of the next page, empty at the end.
std::string read_templates(std::string_view body, std::vector<Template>& into);

}  // namespace parley
