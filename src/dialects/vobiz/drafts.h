#pragma once
// The body of POST /messages, read in both of its states; pure. What is wrong throws a Problem: invalid, with the subject
// that refusals.cpp has a code for.

#include "base/json.h"
#include "dialects/vobiz/vobiz.h"
#include "domain/draft.h"

#include <string>

namespace parley::vobiz {

struct SendBody {
  std::string channel;  // an id, as it came
  std::string waba;     // of the current state only; else empty
  Draft draft;
};
SendBody read_send_body(Json body, State state);

// A member that must be there: trimmed text. Problem invalid `name`.
std::string need_text(Json body, std::string_view name);

}  // namespace parley::vobiz
