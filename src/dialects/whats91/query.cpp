#include "dialects/whats91/query.h"

#include "base/names.h"
#include "base/problem.h"
#include "base/text.h"
#include "dialects/whats91/mapping.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace parley::whats91 {
namespace {

using http::Params;

constexpr std::int64_t most_of_page = 200;
constexpr std::int64_t usual_page = 50;
// Whole numbers above this are not what they seem in a client's JSON.
constexpr std::int64_t largest_number = std::int64_t{1} << 53;
constexpr std::size_t most_labels = 100;
constexpr std::size_t shortest_phone = 7;
constexpr std::size_t longest_phone = 15;

Problem invalid(std::string_view name, std::string_view words = "is invalid") {
  return Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

std::optional<std::string_view> given(const Params& params, std::string_view name) {
  const auto text = params.text(name);
  return text && !text->empty() ? text : std::nullopt;
}

// Text that may be looked for; empty where it is not given.
std::string text_of(const Params& params, std::string_view name) {
  const auto text = given(params, name).value_or("");
  if (!is_storable_utf8(text)) throw invalid(name);
  return std::string(text);
}

std::optional<std::int64_t> positive_number(std::string_view text, std::int64_t most) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number < 1 || number > most)
    return std::nullopt;
  return number;
}

template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

constexpr Choice<bool> booleans[] = {{"true", true}, {"false", false}};
constexpr Choice<Direction> directions[] = {{"inbound", Direction::inbound},
                                            {"outbound", Direction::outbound}};
constexpr Choice<bool> orders[] = {{"DESC", true}, {"ASC", false}};
constexpr Choice<LabelMatch> label_matches[] = {{"ANY", LabelMatch::any}, {"ALL", LabelMatch::all}};

constexpr Choice<ConversationSort> conversation_sorts[] = {
    {"last_message_at", ConversationSort::last_message_at},
    {"updated_at", ConversationSort::updated_at},
    {"created_at", ConversationSort::created_at},
    {"total_messages", ConversationSort::total_messages},
    {"unread_count", ConversationSort::unread_count},
};

constexpr Choice<MessageSort> message_sorts[] = {
    {"timestamp", MessageSort::at},
    {"created_at", MessageSort::created_at},
    {"updated_at", MessageSort::updated_at},
};

// Whether a word of the query is a choice's.
using Same = bool (*)(std::string_view, std::string_view);
constexpr Same exactly = [](std::string_view a, std::string_view b) { return a == b; };
constexpr Same in_any_case = equal_ignoring_case;

// What is chosen; nothing where nothing is.
template <class Value, std::size_t n>
std::optional<Value> chosen(const Params& params, std::string_view name, const Choice<Value> (&choices)[n],
                            Same same = exactly, std::string_view words = "is invalid") {
  const auto text = given(params, name);
  if (!text) return std::nullopt;
  for (const auto& choice : choices) {
    if (same(*text, choice.word)) return choice.value;
  }
  throw invalid(name, words);
}

// The statuses a word stands for; empty where it is "all" or not given.
template <class Status>
std::vector<Status> statuses(const Params& params, std::vector<Status> (*ours_of)(std::string_view)) {
  const auto word = given(params, "status");
  if (!word || *word == "all") return {};
  auto ours = ours_of(*word);
  if (ours.empty()) throw invalid("status");
  return ours;
}

std::optional<Timestamp> date(const Params& params, std::string_view name) {
  const auto text = given(params, name);
  if (!text) return std::nullopt;
  const auto day = parse_date(*text);
  if (!day) throw invalid(name);
  return day;
}

std::string phone(std::string_view name, std::string_view text) {
  auto digits = digits_of(text);
  if (digits.size() < shortest_phone || digits.size() > longest_phone) throw invalid(name);
  return digits;
}

std::vector<std::string> phones(const Params& params) {
  for (const std::string_view name : {"mobileNumber", "contactPhone"}) {
    const auto text = given(params, name);
    if (text) return {phone(name, *text)};
  }
  return {};
}

// Adds the labels of a list with commas.
void add_labels(std::vector<std::string>& labels, const Params& params, std::string_view name) {
  const auto text = text_of(params, name);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto label = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (label.empty() || std::find(labels.begin(), labels.end(), label) != labels.end()) continue;
    if (labels.size() == most_labels) throw invalid(name, "names too many labels");
    labels.emplace_back(label);
  }
}

void add_label(std::vector<std::string>& labels, const Params& params, std::string_view name) {
  const auto text = text_of(params, name);
  const auto label = trimmed(text);
  if (!label.empty()) labels.emplace_back(label);
}

std::int64_t read_limit(const Params& params) {
  const auto text = given(params, "limit");
  if (!text) return usual_page;
  const auto limit = positive_number(*text, most_of_page);
  if (!limit) throw invalid("limit", "must be between 1 and 200");
  return *limit;
}

// Rows before the page that is asked for.
std::int64_t read_offset(const Params& params, std::int64_t limit) {
  const auto text = given(params, "page");
  if (!text) return 0;
  const auto page = positive_number(*text, largest_number);
  if (!page) throw invalid("page", "must be a positive integer");
  return (*page - 1) * limit;
}

void read_dates(ConversationFilter& filter, const Params& params) {
  filter.active_from = date(params, "dateFrom");
  const auto last_day = date(params, "dateTo");
  if (!last_day) return;
  if (filter.active_from > last_day) throw invalid("dateFrom", "must not be after dateTo");
  filter.active_until = *last_day + std::chrono::days{1};
}

}  // namespace

ConversationFilter read_conversation_filter(const Params& params) {
  ConversationFilter filter;
  read_dates(filter, params);
  filter.search = text_of(params, "search");
  filter.status = statuses(params, conversation_statuses);
  filter.archived = chosen(params, "archived", booleans);
  filter.unread_only = chosen(params, "unreadOnly", booleans).value_or(false);
  filter.phones = phones(params);
  filter.last_direction = chosen(params, "lastDirection", directions);
  add_label(filter.labels, params, "labelUid");
  add_labels(filter.labels, params, "includeLabelUids");
  add_labels(filter.without_labels, params, "excludeLabelUids");
  filter.label_match = chosen(params, "labelMatchMode", label_matches, in_any_case).value_or(LabelMatch::any);
  return filter;
}

ConversationQuery read_conversation_query(const Params& params) {
  const auto limit = read_limit(params);
  const auto offset = read_offset(params, limit);
  ConversationQuery query{.filter = read_conversation_filter(params), .offset = offset, .limit = limit};
  query.sort = chosen(params, "sortBy", conversation_sorts, exactly, "is not supported for conversations")
                   .value_or(ConversationSort::last_message_at);
  query.descending = chosen(params, "sortOrder", orders, in_any_case).value_or(true);
  return query;
}

MessageQuery read_message_query(const Params& params) {
  const auto limit = read_limit(params);
  const auto offset = read_offset(params, limit);
  MessageQuery query{.offset = offset, .limit = limit};
  query.direction = chosen(params, "direction", directions);
  query.types = message_types(text_of(params, "messageType"));
  query.status = statuses(params, message_statuses);
  query.search = text_of(params, "search");
  query.sort = chosen(params, "sortBy", message_sorts, exactly, "is not supported for conversation messages")
                   .value_or(MessageSort::at);
  query.descending = chosen(params, "sortOrder", orders, in_any_case).value_or(true);
  return query;
}

std::int64_t read_conversation_id(std::string_view text) {
  const auto number = positive_number(text, largest_number);
  if (!number) throw invalid("conversationId");
  return *number;
}

std::string read_mobile_number(std::string_view text) { return phone("mobileNumber", text); }

}  // namespace parley::whats91
