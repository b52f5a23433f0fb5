#pragma once
// A message template of a WhatsApp Business account, as Meta tells it.

#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

struct MessageTemplate {
  std::int64_t id = 0;         // Meta's
  std::string name, language;  // together they are one template
  std::string status;          // Meta's word: APPROVED, PENDING, REJECTED, PAUSED …
  std::string category;        // MARKETING, UTILITY, AUTHENTICATION
  std::string quality;         // GREEN, YELLOW, RED, UNKNOWN; empty: not told
  std::string reason;          // why it was rejected, Meta's word; empty: it was not
  std::string components;      // compact JSON array
  std::string variables;       // JSON that was given with one made here; empty: none
  // Ours: when it was first seen, and when something of it was seen to differ.
  Timestamp created_at, updated_at;
};

// Meta allows small letters, digits and underscores, 512 at most.
constexpr bool is_template_name(std::string_view text) {
  constexpr std::size_t longest = 512;
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !text.empty() && text.size() <= longest && text.find_first_not_of(allowed) == std::string_view::npos;
}

// Whether webhooks of that field mean that templates are not what they were (Meta's webhook pages).
constexpr bool tells_of_templates(std::string_view field) {
  return field == "message_template_status_update" || field == "message_template_quality_update" ||
         field == "message_template_components_update" || field == "template_category_update";
}

}  // namespace parley
