#pragma once
// Message templates for a dialect: asked of Meta as a number of ours and kept, so that a list has places and times. What a
// client is told is never older than ten minutes, nor than what a webhook told of them, unless Meta cannot be asked. Of all who
// want an account's at once, in whatever process, one asks; the others take what comes of it.
//
// Problems of all: forbidden "access token" where Meta refuses the number's or it has none, forbidden "account" where no
// business account is known or Meta does not let the number see it, unavailable "meta" where Meta did not answer, answered what
// is no list, or asks for patience.

#include "dialects/dialect.h"
#include "domain/draft.h"
#include "domain/template.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley {

struct PulledTemplates {
  std::int64_t made = 0, changed = 0;  // since the last time
  std::int64_t all = 0;
};
// Asks for all of them, or takes what came of it where another asked since the call began.
Task<PulledTemplates> pull_templates(Context& context, const Sender& sender);

// Asks where it is due. Where that fails what is kept stands, if there is any.
Task<> refresh_templates(Context& context, const Sender& sender);
// The same, for who has several accounts to tell of: why there is nothing to be told of this one.
Task<std::optional<Problem>> try_to_refresh_templates(Context& context, const Sender& sender);

// All of that name, in each language. Asks where it is due, and where none of that name is kept in `language` (empty: any);
// then a list that is half a minute old is too old to say that there is none.
Task<std::vector<MessageTemplate>> find_templates(Context& context, const Sender& sender,
                                                  const std::string& name, std::string_view language);

// Whether it is a template that is to be sent, and Meta has none of its name, in no language. Asks where none is kept; where
// that fails there may be one.
Task<bool> names_no_template(Context& context, const Sender& sender, const Draft& draft);

// Why Meta cannot even be asked for any, or to make one; nothing where it can.
Task<std::optional<Problem>> obstacle_to_templates(const Context& context, const Sender& sender);

// Has one made. `body`: as Meta wants it; `asked`: the same as it is kept. Not kept yet: the caller does that with its answer.
// Returned, because what came of it is kept under the caller's key: besides those above invalid "meta" where Meta refuses
// it, conflict "template" where there is one of that name and language.
Task<std::variant<MessageTemplate, Problem>> make_template(Context& context, const Sender& sender,
                                                           std::string body, MessageTemplate asked);

}  // namespace parley
