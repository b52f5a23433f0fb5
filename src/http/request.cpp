#include "http/request.h"

#include "base/text.h"

namespace parley::http {

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& header : headers)
    if (equal_ignoring_case(header.name, name)) return header.value;
  return std::nullopt;
}

}  // namespace parley::http
