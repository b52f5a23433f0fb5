#include "dialects/whats91/query.h"

#include "base/text.h"
#include "dialects/whats91/mapping.h"
#include "dialects/whats91/parameters.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace parley::whats91 {
namespace {

using http::Params;

constexpr std::size_t most_labels = 100;

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

constexpr Same in_any_case = equal_ignoring_case;

// The statuses a word stands for; empty where it is "all" or not given.
template <class Status>
std::vector<Status> statuses(const Params& params, std::vector<Status> (*ours_of)(std::string_view)) {
  const auto word = given(params, "status");
  if (!word || *word == "all") return {};
  auto ours = ours_of(*word);
  if (ours.empty()) throw invalid("status");
  return ours;
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
