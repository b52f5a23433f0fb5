#include "dialects/meta/query.h"

#include "base/problem.h"
#include "base/text.h"
#include "meta/moment.h"

#include <algorithm>
#include <charconv>

namespace parley::graph {
namespace {

using http::Params;

constexpr std::int64_t most_of_page = 100;
constexpr std::size_t longest_word = 512;

// Text that may be looked for, and goes into the scope; empty where it is not given.
std::string word(const Params& params, std::string_view name, Scope& scope) {
  const auto text = params.text(name).value_or("");
  if (text.size() > longest_word || !is_storable_utf8(text))
    throw Problem::invalid(std::string(name), "Param " + std::string(name) + " is not a valid text");
  scope.with(name, text);
  return std::string(text);
}

std::optional<Timestamp> time(const Params& params, std::string_view name, Scope& scope) {
  const auto text = word(params, name, scope);
  if (text.empty()) return std::nullopt;
  auto at = meta::moment_of(text);
  if (!at) at = parse_date(text);
  if (!at) at = parse_rfc3339(text + "Z");
  if (at) return at;
  throw Problem::invalid(std::string(name),
                         "Param " + std::string(name) + " must be an ISO 8601 time or seconds since 1970");
}

std::optional<Direction> direction_of(const std::string& said, bool& finds_nothing) {
  if (said == "inbound") return Direction::inbound;
  if (said == "outbound") return Direction::outbound;
  finds_nothing = finds_nothing || !said.empty();
  return std::nullopt;
}

std::vector<ConversationStatus> conversation_statuses(const std::string& said) {
  using enum ConversationStatus;
  if (said == "active") return {open, pending};
  if (said == "ended") return {resolved, blocked};
  return {};
}

// What goes by each word, and which way it goes.
struct StatusWord {
  std::string_view word;
  Direction direction;
  std::vector<MessageStatus> status;
};

const StatusWord* status_word(std::string_view said) {
  using enum MessageStatus;
  static const StatusWord words[] = {
      {"received", Direction::inbound, {}},          {"pending", Direction::outbound, {pending}},
      {"sent", Direction::outbound, {sent}},         {"delivered", Direction::outbound, {delivered}},
      {"read", Direction::outbound, {read, played}}, {"failed", Direction::outbound, {failed}},
  };
  const auto* const found = std::ranges::find(words, said, &StatusWord::word);
  return found == std::end(words) ? nullptr : found;
}

bool is_said_yes(const std::string& said) { return said == "true" || said == "1"; }

}  // namespace

std::string person_of(std::string_view text) {
  text = trimmed(text);
  const bool is_phone = !text.empty() && text.find_first_not_of("0123456789+ -().") == std::string_view::npos;
  if (is_phone) return digits_of(text);
  return is_storable_utf8(text) && text.size() <= longest_word ? std::string(text) : std::string();
}

Page read_page(const Params& params, const Seal& seal, const Scope& scope) {
  Page page;
  if (const auto text = params.text("limit").value_or(""); !text.empty()) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), page.limit);
    const bool is_number = error == std::errc() && stop == text.data() + text.size();
    if (!is_number || page.limit < 1 || page.limit > most_of_page)
      throw Problem::invalid("limit", "Param limit must be a number from 1 to 100");
  }
  const auto after = params.text("after").value_or("");
  const auto before = params.text("before").value_or("");
  if (!after.empty() && !before.empty())
    throw Problem::invalid("after", "Only one of after and before may be given");
  if (!after.empty()) page.after = read_cursor(seal, scope, after);
  if (!before.empty()) page.before = read_cursor(seal, scope, before);
  return page;
}

ConversationParams read_conversation_params(const Params& params, Scope& scope) {
  ConversationParams asked;
  const auto status = word(params, "status", scope);
  asked.status = conversation_statuses(status);
  asked.active = {time(params, "last_active_since", scope), time(params, "last_active_until", scope)};
  const auto phone = word(params, "phone_number", scope);
  asked.person = person_of(phone);
  asked.unassigned = is_said_yes(word(params, "unassigned", scope));
  // Who answers a conversation has no id here.
  const auto assignee = word(params, "assigned_user_id", scope);
  asked.finds_nothing = (!status.empty() && asked.status.empty()) ||
                        (!phone.empty() && asked.person.empty()) || !assignee.empty();
  return asked;
}

MessageParams read_message_params(const Params& params, Scope& scope) {
  MessageParams asked;
  asked.direction = direction_of(word(params, "direction", scope), asked.finds_nothing);
  const auto status = word(params, "status", scope);
  asked.at = {time(params, "since", scope), time(params, "until", scope)};
  asked.conversation = word(params, "conversation_id", scope);
  if (status.empty()) return asked;
  const auto* const known = status_word(status);
  if (known == nullptr || (asked.direction && *asked.direction != known->direction)) {
    asked.finds_nothing = true;
    return asked;
  }
  asked.direction = known->direction;
  asked.status = known->status;
  return asked;
}

// Nobody is a customer here.
ContactParams read_contact_params(const Params& params, Scope& scope) {
  ContactParams asked;
  const auto person = word(params, "wa_id", scope);
  asked.person = person_of(person);
  const bool wants_customers =
      is_said_yes(word(params, "has_customer", scope)) || !word(params, "customer_id", scope).empty();
  asked.finds_nothing = wants_customers || (!person.empty() && asked.person.empty());
  return asked;
}

CallParams read_call_params(const Params& params, Scope& scope) {
  CallParams asked;
  asked.direction = direction_of(word(params, "direction", scope), asked.finds_nothing);
  asked.status = word(params, "status", scope);
  asked.at = {time(params, "since", scope), time(params, "until", scope)};
  asked.call_id = word(params, "call_id", scope);
  return asked;
}

}  // namespace parley::graph
