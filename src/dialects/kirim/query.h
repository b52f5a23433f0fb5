#pragma once
// Parameters read into what the store is asked; pure. One that is not ours is ignored, one that is wrong throws
// Problem::invalid with its name, an empty one too.

#include "dialects/kirim/cursor.h"
#include "dialects/kirim/ids.h"
#include "domain/conversation.h"
#include "http/params.h"

#include <optional>
#include <string>
#include <vector>

namespace parley::kirim {

struct Page {
  std::int64_t limit = 25;
  std::optional<Place> after;
};
// `scope` names all filters that were read before.
Page read_page(const http::Params& params, const Seal& seal, const Scope& scope);

// An id that nobody has finds nothing.
struct IdFilter {
  bool is_given = false;
  std::optional<std::int64_t> number;
  [[nodiscard]] bool finds_nothing() const { return is_given && !number; }
};

struct ConversationParams {
  std::vector<ConversationStatus> status;  // one of these; empty: any
  IdFilter contact;
};
ConversationParams read_conversation_params(const http::Params& params, const Ids& ids, Scope& scope);

struct MessageParams {
  IdFilter conversation;
  std::optional<Direction> direction;
  std::vector<MessageStatus> status;
  std::optional<Timestamp> created_after, created_before;
};
MessageParams read_message_params(const http::Params& params, const Ids& ids, Scope& scope);

struct ContactParams {
  std::string phone;   // digits; empty: any
  std::string search;  // empty: none
};
ContactParams read_contact_params(const http::Params& params, Scope& scope);

// Whether labels of that team are asked for, of which there is one.
bool read_label_team(const http::Params& params, const Ids& ids, Scope& scope);

struct TemplateParams {
  std::vector<std::string> status;  // one of these words of Meta's; empty: any
  std::string language;             // empty: any
};
TemplateParams read_template_params(const http::Params& params, Scope& scope);
std::string read_template_language(const http::Params& params);

// Whether accounts that are not connected are wanted too.
bool read_all_accounts(const http::Params& params);

}  // namespace parley::kirim
