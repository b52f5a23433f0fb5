#include "dialects/whats91/report_query.h"

#include "dialects/whats91/mapping.h"
#include "dialects/whats91/parameters.h"

#include <algorithm>
#include <utility>

namespace parley::whats91 {
namespace {

using http::Params;
using enum MessageStatus;

constexpr std::chrono::days usual_days{30};

constexpr Choice<SentBy> sources[] = {{"PUBLIC_API", SentBy::us}, {"BUSINESS_APP", SentBy::others}};
constexpr Choice<bool> storages[] = {{"live", false}, {"archive", true}};

// All that is kept is one store: the archive only has no usual dates.
bool is_archive(const Params& params) { return chosen(params, "storage", storages).value_or(false); }

void read_dates(SentFilter& filter, const Params& params, std::optional<Timestamp> today) {
  auto first = date(params, "dateFrom");
  auto last = date(params, "dateTo");
  if (today) {
    last = last.value_or(std::max(*today, first.value_or(*today)));  // east of UTC it is tomorrow already
    first = first.value_or(*last - usual_days);
  }
  if (first && last && *first > *last) throw invalid("dateFrom", "must not be after dateTo");
  filter.from = first;
  if (last) filter.until = *last + std::chrono::days{1};
}

std::optional<Timestamp> today_if(bool is_wanted, Timestamp now) {
  if (!is_wanted) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(now);
}

// "accepted" is what Meta has taken, which is shown as "sent".
std::vector<MessageStatus> report_statuses(std::string_view word) {
  return message_statuses(word == "accepted" ? "sent" : word);
}

void read_status(SentFilter& filter, const Params& params) {
  const auto word = given(params, "status");
  if (!word || *word == "all") return;
  filter.status = report_statuses(*word);
  if (filter.status.empty()) throw invalid("status");
}

void read_source(ReportQuery& query, const Params& params) {
  const auto word = given(params, "sourceType");
  if (!word) return;
  const auto* const source =
      std::ranges::find(sources, *word, [](const Choice<SentBy>& each) { return each.word; });
  query.is_of_nothing = query.is_of_nothing || source == std::end(sources);
  if (source != std::end(sources)) query.sent.filter.by = source->value;
}

ReportQuery read_page(const Params& params) {
  ReportQuery query;
  query.sent.limit = read_limit(params);
  query.sent.offset = read_offset(params, query.sent.limit);
  return query;
}

void read_filters(ReportQuery& query, const Params& params) {
  auto& filter = query.sent.filter;
  read_status(filter, params);
  if (const auto receiver = given(params, "receiver"); receiver && filter.receiver.empty())
    filter.receiver = phone("receiver", *receiver);
  filter.types = message_types(text_of(params, "messageType"));
  filter.template_name = text_of(params, "templateName");
  query.is_of_nothing = given(params, "campaignUid").has_value();
  read_source(query, params);
}

}  // namespace

std::string_view source_word(SentBy by) {
  for (const auto& [word, value] : sources) {
    if (value == by) return word;
  }
  return {};
}

ReportQuery read_report_query(const Params& params, Timestamp now) {
  auto query = read_page(params);
  read_dates(query.sent.filter, params, today_if(!is_archive(params), now));
  read_filters(query, params);
  return query;
}

ReportQuery read_history_query(const Params& params, Timestamp now) {
  auto query = read_page(params);
  const auto mobile = given(params, "mobileNumber");
  if (!mobile) throw invalid("mobileNumber", "is required");
  query.sent.filter.receiver = phone("mobileNumber", *mobile);
  is_archive(params);
  read_dates(query.sent.filter, params, today_if(false, now));
  read_filters(query, params);
  return query;
}

ReportQuery read_analytics_query(const Params& params, Timestamp now) {
  ReportQuery query;
  auto& filter = query.sent.filter;
  read_dates(filter, params, today_if(!is_archive(params), now));
  filter.template_name = text_of(params, "templateName");
  read_source(query, params);
  const auto status = read_counted_status(params);
  if (status == "sent") filter.status = {sent, delivered, read, played};
  if (status == "delivered") filter.status = {delivered, read, played};
  if (status == "read") filter.status = {read, played};
  if (status == "failed") filter.status = {failed};
  if (status == "pending") filter.status = {pending};
  return query;
}

std::string read_counted_status(const Params& params) {
  const auto word = given(params, "status");
  if (!word || *word == "all") return {};
  const auto ours = report_statuses(*word);
  if (ours.empty()) throw invalid("status");
  return std::string(status_word(ours.front()));
}

std::string read_message_id(const Params& params) {
  is_archive(params);
  auto id = text_of(params, "messageId");
  if (id.empty()) throw invalid("messageId", "is required");
  return id;
}

ReportQuery read_campaign_query(const Params& params) {
  auto query = read_page(params);
  read_dates(query.sent.filter, params, std::nullopt);
  for (const auto* name : {"status", "campaignUid", "intent", "replyTitle", "replyType", "search"})
    text_of(params, name);
  query.is_of_nothing = true;
  return query;
}

}  // namespace parley::whats91
