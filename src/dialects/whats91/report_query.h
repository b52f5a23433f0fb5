#pragma once
// Parameters of the report family read into what is asked of the store; pure, like query.h. Organization and sender are
// left to set.

#include "http/params.h"
#include "store/reports.h"

#include <string>
#include <string_view>
#include <vector>

namespace parley::whats91 {

// Which way a message went, as reports name it.
std::string_view source_word(SentBy by);

struct ReportQuery {
  SentQuery sent;
  // Of a campaign, or of a source that is none of ours: nothing here is.
  bool is_of_nothing = false;
};

// Without dates: of the last 30 days up to today, or, in the archive, of all time.
ReportQuery read_report_query(const http::Params& params, Timestamp now);
// Of one recipient, and of all time where no dates are given. Problem invalid "mobileNumber".
ReportQuery read_history_query(const http::Params& params, Timestamp now);
// What is counted: the same dates. A status asks for the messages that came so far, wherever they stand now.
ReportQuery read_analytics_query(const http::Params& params, Timestamp now);
// The word of the status that is asked for, as they are counted; empty: all of them.
std::string read_counted_status(const http::Params& params);

// Problem invalid "messageId".
std::string read_message_id(const http::Params& params);

// What a list of campaigns is asked by; throws where it is wrong. Page alone is of use: there are no campaigns.
ReportQuery read_campaign_query(const http::Params& params);

}  // namespace parley::whats91
