#pragma once
// Bodies of the send family, whichever way they came: as JSON, or as a form whose fields say the same. Pure.

#include "http/request.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley::whats91 {

// A file to be sent, as a view into the request.
struct FormFile {
  std::string filename;        // valid UTF-8; not to be trusted as a path
  std::string_view mime_type;  // by its extension
  std::string_view bytes;
};

struct Form {
  std::string json;              // an object with the members that JSON would have had
  std::optional<FormFile> file;  // of whatever name they give it
  std::string fingerprint;       // the same for the same request, however its parts are bounded
};

// Problems: unsupported_media where it is neither; invalid "body" or "mediaFile";
// too_large where the file has more than 16 MiB.
Form read_form(const http::Request& request);

// The text of the first of those fields that is not empty, in a form; empty where there is none, or no form.
std::string form_text(const http::Request& request, std::initializer_list<std::string_view> names);

}  // namespace parley::whats91
