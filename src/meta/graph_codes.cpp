#include "meta/graph_codes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parley::meta {
namespace {

using namespace std::chrono_literals;
using enum AttemptOutcome;
using enum AttemptReach;
using std::chrono::milliseconds;

constexpr Backoff once{2s, 1, 2s, 1};
constexpr Backoff for_what_went_wrong{1s, 2, 60s, 10};  // some five minutes in all
constexpr Backoff for_an_outage{1s, 2, 60s, 0};
constexpr Backoff for_the_throughput{1s, 2, 30s, 0};
constexpr Backoff for_the_pair{4s, 4, 1h, 0};  // Meta's own rule: 4^n seconds
constexpr Backoff for_an_hourly_limit{60s, 2, 1h, 0};
constexpr Backoff for_maintenance{60s, 1, 60s, 0};  // a throughput upgrade takes about a minute

// In the order of their codes.
constexpr GraphCode codes[] = {
    {0, 0, 401, "AuthException", no_token},
    {1, 1, 400, "API Unknown", passing, draft, once},
    {2, 2, 503, "API Service", passing, account, for_an_outage},
    {3, 3, 500, "API Method"},
    {4, 4, 400, "API Too Many Calls", passing, account, for_an_hourly_limit},
    {10, 10, 403, "API Permission Denied"},
    {33, 33, 400, "Parameter value is not valid"},
    {100, 100, 400, "Invalid parameter"},
    {104, 104, 401, "An access token is required to request this resource", no_token},
    {190, 190, 401, "Access token has expired", no_token},
    {200, 299, 403, "API Permission"},
    {368, 368, 403, "Temporarily blocked for policies violations"},
    {803, 803, 404, "Some of the aliases you requested do not exist"},
    {1026, 1026, 400, "Receiver incapable of receiving this message"},
    {80007, 80007, 400, "Rate limit issues", passing, account, for_an_hourly_limit},
    {80008, 80008, 400, "Too many calls to this WhatsApp Business account", passing, account,
     for_an_hourly_limit},
    {130429, 130429, 400, "Rate limit hit", passing, sender, for_the_throughput},
    {130472, 130472, 400, "User's number is part of an experiment"},
    {130497, 130497, 403, "Business account is restricted from messaging users in this country"},
    {131000, 131000, 500, "Something went wrong", passing, draft, for_what_went_wrong},
    {131005, 131005, 403, "Access denied"},
    {131008, 131008, 400, "Required parameter is missing"},
    {131009, 131009, 400, "Parameter value is not valid"},
    {131016, 131016, 500, "Service unavailable", passing, sender, for_an_outage},
    {131021, 131021, 400, "Recipient cannot be sender"},
    {131026, 131026, 400, "Message undeliverable"},
    {131031, 131031, 403, "Account has been locked"},
    {131037, 131037, 400, "WhatsApp provided number needs display name approval before message can be sent."},
    {131042, 131042, 400, "Business eligibility payment issue"},
    {131045, 131045, 500, "Incorrect certificate"},
    {131047, 131047, 400, "Re-engagement message"},
    {131048, 131048, 400, "Spam rate limit hit", passing, sender, for_an_hourly_limit},
    {131049, 131049, 400, "Meta chose not to deliver."},
    {131050, 131050, 400, "User has stopped marketing messages"},
    {131051, 131051, 400, "Unsupported message type"},
    {131052, 131052, 400, "Media download error"},
    {131053, 131053, 400, "Media upload error"},
    {131055, 131055, 400, "Method not allowed"},
    {131056, 131056, 400, "(Business Account, Consumer Account) pair rate limit hit", passing, pair,
     for_the_pair},
    {131057, 131057, 500, "Account in maintenance mode", passing, sender, for_maintenance},
    {131059, 131059, 400, "Invalid pagination cursor"},
    {131062, 131062, 400, "Business-scoped user id recipients are not supported for this message"},
    {132000, 132000, 400, "Template Param Count Mismatch"},
    {132001, 132001, 404, "Template does not exist"},
    {132005, 132005, 400, "Template Hydrated Text Too Long"},
    {132007, 132007, 400, "Template Format Character Policy Violated"},
    {132012, 132012, 400, "Template Parameter Format Mismatch"},
    {132015, 132015, 400, "Template is Paused"},
    {132016, 132016, 400, "Template is Disabled"},
    {132068, 132068, 400, "Flow is blocked"},
    {132069, 132069, 400, "Flow is throttled"},
    {133000, 133000, 500, "Incomplete Deregistration"},
    {133004, 133004, 503, "Server Temporarily Unavailable", passing, sender, for_an_outage},
    {133005, 133005, 400, "Two step verification PIN Mismatch"},
    {133006, 133006, 400, "Phone number re-verification needed"},
    {133008, 133008, 400, "Too Many two step verification PIN Guesses"},
    {133009, 133009, 400, "Two step verification PIN Guessed Too Fast"},
    {133010, 133010, 400, "Phone number Not Registered"},
    {133015, 133015, 400, "Please wait a few minutes before attempting to register this phone number"},
    {133016, 133016, 400, "Account register deregister rate limit exceeded", passing, sender,
     for_an_hourly_limit},
    {134011, 134011, 400, "Payments terms of service not accepted"},
    {134100, 134101, 400, "Marketing Messages API is not available for this message"},
    {134102, 134102, 500, "Marketing Messages API is not available for this message"},
    {135000, 135000, 400, "Generic user error"},
    {137000, 137000, 0, "Recipient identity key hash mismatch"},
    {138006, 138006, 400, "No call permission from this user"},
    {2593107, 2593107, 400, "Synchronization request limit exceeded"},
    {2593108, 2593108, 400, "Synchronization request made outside of the allowed time window"},
    {2593109, 2593109, 0, "History sharing is turned off by the business"},
};

}  // namespace

const GraphCode* graph_code(int code) {
  const auto* const found = std::ranges::lower_bound(codes, code, {}, &GraphCode::last);
  return found != std::end(codes) && found->code <= code ? found : nullptr;
}

bool may_go_again(const Backoff& backoff, int failures) {
  return backoff.first > 0ms && (backoff.tries == 0 || failures <= backoff.tries);
}

milliseconds wait_after(const Backoff& backoff, int failures) {
  auto wait = backoff.first;
  for (int i = 1; i < failures && wait < backoff.most; ++i) wait *= backoff.factor;
  return std::min(wait, backoff.most);
}

MetaError meta_error(int code, std::string details) {
  MetaError error{.code = code, .details = std::move(details)};
  const auto* const known = graph_code(code);
  if (!known) return error;
  error.status = known->status;
  error.title = known->title;
  return error;
}

}  // namespace parley::meta
