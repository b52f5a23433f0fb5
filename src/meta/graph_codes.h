#pragma once
// Meta's error codes: what each means, and whether what it refused may be sent again (Meta's page "Error codes").

#include "domain/attempt.h"

#include <chrono>
#include <string>
#include <string_view>

namespace parley::meta {

// Waits first, first * factor, first * factor² …, never more than `most`, `tries` times; 0 tries: as long as the draft
// may be sent at all. A first wait of 0: never again.
struct Backoff {
  std::chrono::milliseconds first{0};
  int factor = 1;
  std::chrono::milliseconds most{0};
  int tries = 0;
};

struct GraphCode {
  int code = 0;
  int last = 0;    // of a range that means one thing; else `code`
  int status = 0;  // of HTTP, as Meta answers mostly; 0: it comes in webhooks only
  std::string_view title;
  AttemptOutcome outcome = AttemptOutcome::refused;
  AttemptReach reach = AttemptReach::draft;
  Backoff backoff;
};

// Null for a code that is in no table of Meta's.
const GraphCode* graph_code(int code);

// Whether there is a next try behind `failures` failures, this one included, and what comes before it.
bool may_go_again(const Backoff& backoff, int failures);
std::chrono::milliseconds wait_after(const Backoff& backoff, int failures);

// The code's own title, HTTP status and type, with these details.
MetaError meta_error(int code, std::string details = {});

}  // namespace parley::meta
