#pragma once
// Message templates in the shape of Meta's Graph API: /{waba}/message_templates.

#include "domain/template.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::meta {

// Behind the version: where one is made, and where a page of them is asked for, from a cursor on; empty: the first.
std::string templates_path(std::string_view waba);
std::string templates_target(std::string_view waba, std::string_view after = {});

struct TemplatePage {
  std::vector<MessageTemplate> templates;  // but those that are being deleted, and what has no id
  std::string next;                        // the cursor of the page behind; empty: this is the last
};
// Nothing where it is no such page.
std::optional<TemplatePage> read_template_page(std::string_view body);

// What Meta answers to one that it took: id, status and category; the rest is `asked`'s. Nothing where it is no such answer.
std::optional<MessageTemplate> read_made_template(std::string_view body, MessageTemplate asked);

}  // namespace parley::meta
