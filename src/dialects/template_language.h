#pragma once
// In which language a template is sent, as Meta has it: {"code":"en_US"}. Clients of every vendor give the code alone, too.

#include "base/json.h"
#include "base/json_writer.h"

#include <string>

namespace parley {

inline std::string template_language(Json language) {
  if (language.is_object()) return language.compact();
  std::string out;
  JsonWriter(out).open('{').field("code", language.text()).close('}');
  return out;
}

}  // namespace parley
