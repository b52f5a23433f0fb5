#include "dialects/kirim/query.h"

#include "base/text.h"
#include "dialects/kirim/members.h"
#include "dialects/kirim/words.h"

#include <charconv>

namespace parley::kirim {
namespace {

using http::Params;

constexpr std::int64_t most_of_page = 100;
constexpr Length of_search{1, 200};
constexpr Length of_team{1, 64};
constexpr Length of_language{1, 15};

IdFilter read_id(const Params& params, std::string_view name, std::string_view kind, const Ids& ids,
                 Scope& scope) {
  const auto text = params.text(name);
  if (!text) return {};
  const IdFilter filter{.is_given = true, .number = ids.read(kind, *text, name)};
  scope.with(name, *text);
  return filter;
}

// The statuses a word stands for; empty where none is given.
template <class Status>
std::vector<Status> read_status(const Params& params, Scope& scope,
                                std::vector<Status> (*ours_of)(std::string_view)) {
  const auto word = params.text("status");
  if (!word) return {};
  auto ours = ours_of(*word);
  if (ours.empty()) refuse_value("status", "is none of the statuses");
  scope.with("status", *word);
  return ours;
}

std::optional<Timestamp> read_time(const Params& params, std::string_view name, Scope& scope) {
  const auto given = params.text(name);
  if (!given) return std::nullopt;
  std::string text(*given);
  // A plus that was not encoded came as a blank.
  const auto blank = text.rfind(' ');
  if (blank != std::string::npos) text[blank] = '+';
  const auto time = parse_rfc3339(text);
  if (!time) refuse_value(name, "must be a date-time of RFC 3339");
  scope.with(name, to_millis(*time));
  return time;
}

std::optional<Direction> read_direction(const Params& params, Scope& scope) {
  const auto word = params.text("direction");
  if (!word) return std::nullopt;
  if (*word != "inbound" && *word != "outbound") refuse_value("direction", "must be inbound or outbound");
  scope.with("direction", *word);
  return *word == "inbound" ? Direction::inbound : Direction::outbound;
}

std::string read_phone(const Params& params, Scope& scope) {
  const auto given = params.text("phone");
  if (!given) return {};
  std::string text(*given);
  if (text.starts_with(' ')) text[0] = '+';  // a plus that was not encoded
  auto digits = text.starts_with('+') ? phone_digits(text) : std::string();
  if (digits.empty()) refuse_value("phone", "must be a phone number in E.164 form, as +628111222333");
  scope.with("phone", digits);
  return digits;
}

std::int64_t read_limit(const Params& params) {
  const auto text = params.text("limit");
  if (!text) return Page{}.limit;
  std::int64_t limit = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  const bool is_fit = is_digits(*text) && error == std::errc() && limit >= 1 && limit <= most_of_page;
  if (!is_fit) refuse_value("limit", "must be between 1 and 100");
  return limit;
}

}  // namespace

Page read_page(const Params& params, const Seal& seal, const Scope& scope) {
  Page page{.limit = read_limit(params)};
  const auto cursor = params.text("cursor");
  if (cursor) page.after = read_cursor(seal, scope, *cursor);
  return page;
}

ConversationParams read_conversation_params(const Params& params, const Ids& ids, Scope& scope) {
  return {.status = read_status(params, scope, conversation_statuses),
          .contact = read_id(params, "contact_id", kind::contact, ids, scope)};
}

MessageParams read_message_params(const Params& params, const Ids& ids, Scope& scope) {
  return {.conversation = read_id(params, "conversation_id", kind::conversation, ids, scope),
          .direction = read_direction(params, scope),
          .status = read_status(params, scope, message_statuses),
          .created_after = read_time(params, "created_after", scope),
          .created_before = read_time(params, "created_before", scope)};
}

ContactParams read_contact_params(const Params& params, Scope& scope) {
  ContactParams asked{.phone = read_phone(params, scope)};
  const auto search = params.text("search");
  if (!search) return asked;
  if (!is_storable_utf8(*search) || !is_within(*search, of_search))
    refuse_value("search", "must have 1 to 200 characters");
  scope.with("search", *search);
  asked.search = *search;
  return asked;
}

bool read_label_team(const Params& params, const Ids& ids, Scope& scope) {
  const auto team = params.text("team_id");
  if (!team) return true;
  if (!is_storable_utf8(*team) || !is_within(*team, of_team))
    refuse_value("team_id", "must have 1 to 64 characters");
  scope.with("team_id", *team);
  return *team == ids.team();
}

std::string read_template_language(const Params& params) {
  const auto language = params.text("language");
  if (!language) return {};
  if (!is_storable_utf8(*language) || !is_within(*language, of_language))
    refuse_value("language", "must have 1 to 15 characters");
  return std::string(*language);
}

TemplateParams read_template_params(const Params& params, Scope& scope) {
  TemplateParams asked;
  const std::string word(params.text("status").value_or("approved"));
  if (word != "all") {
    asked.status = template_statuses(word);
    if (asked.status.empty()) refuse_value("status", "must be approved, pending, rejected or all");
  }
  scope.with("status", word);
  asked.language = read_template_language(params);
  scope.with("language", asked.language);
  return asked;
}

bool read_all_accounts(const Params& params) {
  const auto status = params.text("status");
  if (status && *status != "connected" && *status != "all")
    refuse_value("status", "must be connected or all");
  return status && *status == "all";
}

}  // namespace parley::kirim
