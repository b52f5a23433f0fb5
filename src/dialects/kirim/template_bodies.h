#pragma once
// What POST templates asks for; pure.

#include "dialects/sample_file.h"
#include "domain/template.h"
#include "http/request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::kirim {

struct NewTemplate {
  MessageTemplate asked;             // without what Meta gives it: id and status
  std::optional<std::int64_t> life;  // seconds in which a message of it is to be delivered
  std::optional<SampleFile> sample;  // still to be handed to Meta
};
// Problems: invalid "body", `missing` and a member's name, a member's name.
NewTemplate read_new_template(const http::Request& request);

// Puts Meta's handle of the sample into its header, in place of its address.
void name_sample(NewTemplate& made, std::string_view handle);

// The body as Meta wants it.
std::string body_for_meta(const NewTemplate& made);

}  // namespace parley::kirim
