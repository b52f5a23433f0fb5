#pragma once
// The sample file of a template's header, which Meta's reviewers look at: a client may name its address in the web, Meta
// wants it uploaded.

#include "dialects/dialect.h"
#include "domain/conversation.h"

#include <string>
#include <string_view>
#include <variant>

namespace parley {

struct SampleFile {
  std::string format;  // of the header: IMAGE, VIDEO or DOCUMENT
  std::string url;     // https
};

// Meta's handle of the file, good for some weeks. The address is fetched: https only, and none in a private range unless the
// operator allows it. Problems: invalid "components" where it leads to no file of that format (JPEG or PNG up to 5 MB, MP4 or
// PDF up to 16 MB); unavailable "sample" where its server is out of reach or in trouble, and where too many are fetched; else
// those of problem_with_account.
Task<std::variant<std::string, Problem>> hand_over_sample(Context& context, const Sender& sender,
                                                          SampleFile sample);

}  // namespace parley
