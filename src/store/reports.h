#pragma once
// What a number of ours sent, as reports list and count it: by its status as it now stands, whom it went to, what it was,
// and which way it went. Messages of deleted conversations are among them: they were sent.

#include "base/function_ref.h"
#include "domain/conversation.h"
#include "store/query.h"
#include "store/transaction.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// us: through this server. others: in the WhatsApp Business app, whether this server was there or heard of it later.
enum class SentBy : int { others, us };

struct SentFilter {
  OrganizationId organization;
  SenderId sender;
  std::vector<MessageStatus> status;  // one of these; empty: any
  std::optional<Timestamp> from;      // not before
  std::optional<Timestamp> until;     // before
  std::string receiver;               // digits: to the person with that number; empty: to anybody
  std::vector<std::string> types;     // one of Meta's words, exact; empty: any
  std::string template_name;          // templates of that name; empty: anything
  std::optional<SentBy> by;
};

// Whether its pages and totals go along ranks: then any page costs what the first costs. Else the messages of the times
// asked for are walked, beside the thread.
bool is_light(const SentFilter& filter);

struct SentQuery {
  SentFilter filter;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};
using SentSink = FunctionRef<void(const MessageRow&, SentBy)>;
// Newest first.
PageCount sent_messages(const Reader& from, const SentQuery& query, SentSink sink);

// How many messages have each status, by its stored number.
struct StatusCounts {
  std::array<std::int64_t, 6> of{};

  std::int64_t& operator[](MessageStatus status) { return of[static_cast<std::size_t>(status)]; }
  std::int64_t operator[](MessageStatus status) const { return of[static_cast<std::size_t>(status)]; }
  [[nodiscard]] std::int64_t total() const {
    std::int64_t sum = 0;
    for (const auto count : of) sum += count;
    return sum;
  }
};

// What follows looks at every message of the times asked for, and belongs beside the thread; but for days alone
// (`receiver` asks nothing of any of them; groups without a message are left out).
struct CountsBySource {
  StatusCounts us, others;
};
CountsBySource counts_by_source(const Reader& from, const SentFilter& filter);

struct CountsOfTemplate {
  std::string name;
  StatusCounts counts;
};
std::vector<CountsOfTemplate> counts_by_template(const Reader& from, const SentFilter& filter);  // by name

// Days are of UTC, oldest first. Without `types`, `template_name` and `by` each costs what a page costs.
struct CountsOfDay {
  Timestamp day;
  StatusCounts counts;
};
std::vector<CountsOfDay> counts_by_day(const Reader& from, const SentFilter& filter);

// The failed ones, newest first. `errors`: Meta's error array, or empty; `template_name`: empty for what is no template.
using FailureSink = FunctionRef<void(std::string_view errors, std::string_view template_name, SentBy by)>;
void failures(const Reader& from, const SentFilter& filter, FailureSink sink);

// What was reported of a message, oldest first: of several recipients the first. Words are Meta's.
struct ReportedStatus {
  std::string word;
  Timestamp at;
};
std::vector<ReportedStatus> reported_statuses(const Reader& from, OrganizationId organization,
                                              MessageKey message);

}  // namespace parley
