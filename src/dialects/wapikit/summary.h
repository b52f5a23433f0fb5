#pragma once
// What a conversation was about, in a few lines: picked out of it, or written by a model that the operator named.

#include "dialects/settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

struct SummaryLine {
  bool ours = false;
  std::string text;
};

// The end of a conversation, oldest first.
struct SummarySource {
  std::string contact;  // name or phone
  std::int64_t total = 0;
  std::vector<SummaryLine> lines;  // those with something to read
};

// The lines that say most by the words they share with the others, and the newest ones; the same source gives the same
// text. At most 2,000 code points.
std::string extractive_summary(const SummarySource& source);

// For an endpoint that speaks OpenAI's chat completions. `url` is the whole address, or the base of the API.
struct SummaryEndpoint {
  std::string origin;
  std::string target;
};
SummaryEndpoint summary_endpoint(std::string_view url);
// The request's body: at most 16 KiB of the conversation's end.
std::string summary_request(const DialectSettings& settings, const SummarySource& source);
// What the model wrote; nothing where it wrote nothing.
std::optional<std::string> summary_of_answer(std::string_view body);

}  // namespace parley::wapikit
