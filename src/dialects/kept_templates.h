#pragma once
// Message templates for a dialect: asked of Meta as a number of ours and kept, so that a list has places and times. What a
// client is told is never older than ten minutes, nor than what a webhook told of them, unless Meta cannot be asked.
//
// Problems of all: forbidden "account" where the number cannot ask (no token, or no business account is known), unavailable
// "upstream" where Meta did not answer or asks for patience.

#include "dialects/dialect.h"
#include "domain/template.h"

#include <string>
#include <variant>

namespace parley {

struct PulledTemplates {
  std::int64_t made = 0, changed = 0;  // since the last time
  std::int64_t all = 0;
};
// Asks for all of them.
Task<PulledTemplates> pull_templates(Context& context, const Sender& sender);

// Asks where it is due. Where that fails what is kept stands, if there is any.
Task<> refresh_templates(Context& context, const Sender& sender);

// Whether Meta has none of that name, in no language. Asks where none is kept; where that fails there may be one.
Task<bool> is_no_template(Context& context, const Sender& sender, const std::string& name);

// Has one made. `body`: as Meta wants it; `asked`: the same as it is kept. Not kept yet: the caller does that with its answer.
// Returned, because what came of it is kept under the caller's key: besides those above invalid "upstream" where Meta refuses
// it, conflict "template" where there is one of that name and language.
Task<std::variant<MessageTemplate, Problem>> make_template(Context& context, const Sender& sender,
                                                           std::string body, MessageTemplate asked);

}  // namespace parley
