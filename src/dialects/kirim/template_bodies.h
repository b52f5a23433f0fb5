#pragma once
// What POST templates asks for; pure.

#include "domain/template.h"
#include "http/request.h"

#include <string>
#include <string_view>

namespace parley::kirim {

struct NewTemplate {
  MessageTemplate asked;  // without what Meta gives it: id and status
  std::string metas;      // the body as Meta wants it
};
// Problems: invalid "body", `missing` and a member's name, a member's name.
NewTemplate read_new_template(const http::Request& request);

}  // namespace parley::kirim
