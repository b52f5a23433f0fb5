#pragma once
// What has to be asked of Meta before something can be sent: how a template is defined, and under which id it keeps a file.
// Problems: as of dialects/ask_meta.h and dialects/kept_templates.h.

#include "dialects/dialect.h"
#include "dialects/whats91/forms.h"
#include "dialects/whats91/templates.h"
#include "domain/conversation.h"

#include <string>
#include <string_view>

namespace parley::whats91 {

// By its name, in that language or, for none, in whichever it is approved in. Problem not_found "template".
Task<Template> find_template(Context& context, const Sender& sender, const std::string& name,
                             std::string_view language);

// Meta's id of the file, good for 30 days.
Task<std::string> upload(Context& context, const Sender& sender, const FormFile& file);

}  // namespace parley::whats91
