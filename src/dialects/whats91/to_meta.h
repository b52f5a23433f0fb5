#pragma once
// What has to be asked of Meta before something can be sent: how a template is defined, and under which id it keeps a file.
// Problems: conflict "sender" where the number cannot ask, invalid "meta" what Meta refuses, unavailable.

#include "dialects/dialect.h"
#include "dialects/whats91/forms.h"
#include "dialects/whats91/templates.h"
#include "domain/conversation.h"

#include <string>
#include <string_view>

namespace parley::whats91 {

// By its name, in that language or, for none, in whichever it is approved in. Problem not_found "template". A definition is
// asked for once a minute at most, on each thread.
Task<Template> find_template(Context& context, const Sender& sender, std::string_view name,
                             std::string_view language);
// Meta had another opinion of it: the next to want it asks again.
void forget_template(const Sender& sender, std::string_view name);

// Meta's id of the file, good for 30 days.
Task<std::string> upload(Context& context, const Sender& sender, const FormFile& file);

}  // namespace parley::whats91
