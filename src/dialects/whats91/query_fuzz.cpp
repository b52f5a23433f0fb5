// Any query string and any part of a path: read into a query that the store may be asked, or refused with
// words.

#include "base/problem.h"
#include "base/text.h"
#include "dialects/whats91/query.h"
#include "dialects/whats91/report_query.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(std::int64_t offset, std::int64_t limit) {
  require(limit >= 1 && limit <= 200);
  require(offset >= 0 && offset % limit == 0 && offset / limit < std::int64_t{1} << 53);
}

void check(const ConversationFilter& filter) {
  require(!filter.active_from || !filter.active_until || *filter.active_from < *filter.active_until);
  require(is_storable_utf8(filter.search));
  require(filter.labels.size() <= 100 && filter.without_labels.size() <= 100 && filter.phones.size() <= 1);
  for (const auto& label : filter.labels) require(!label.empty() && is_storable_utf8(label));
  for (const auto& phone : filter.phones)
    require(is_digits(phone) && phone.size() >= 7 && phone.size() <= 15);
}

void check(const SentFilter& filter) {
  require(!filter.from || !filter.until || *filter.from < *filter.until);
  require(is_storable_utf8(filter.template_name));
  require(std::all_of(filter.types.begin(), filter.types.end(), is_storable_utf8));
  require(filter.receiver.empty() ||
          (is_digits(filter.receiver) && filter.receiver.size() >= 7 && filter.receiver.size() <= 15));
}

void check(const whats91::ReportQuery& query) {
  check(query.sent.filter);
  check(query.sent.offset, query.sent.limit);
}

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::invalid && is_storable_utf8(problem.what()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto params = http::Params::of_query(input);
  attempt([&] { check(whats91::read_conversation_filter(params)); });
  attempt([&] {
    const auto query = whats91::read_conversation_query(params);
    check(query.filter);
    check(query.offset, query.limit);
  });
  attempt([&] {
    const auto query = whats91::read_message_query(params);
    require(std::all_of(query.types.begin(), query.types.end(), is_storable_utf8) &&
            is_storable_utf8(query.search));
    check(query.offset, query.limit);
  });
  constexpr Timestamp now = from_millis(1'780'640'000'000);
  attempt([&] { check(whats91::read_report_query(params, now)); });
  attempt([&] { check(whats91::read_history_query(params, now)); });
  attempt([&] { check(whats91::read_analytics_query(params, now)); });
  attempt([&] { check(whats91::read_campaign_query(params)); });
  attempt([&] { require(is_storable_utf8(whats91::read_message_id(params))); });
  attempt([&] { require(whats91::read_conversation_id(input) > 0); });
  attempt([&] { require(is_digits(whats91::read_mobile_number(input))); });
  return 0;
}
