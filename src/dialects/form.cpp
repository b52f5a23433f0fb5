#include "dialects/form.h"

#include "media/library.h"

#include <utility>

namespace parley {

Task<std::optional<std::vector<http::Part>>> parts_of_form(const Call& call, Context& context) {
  const auto boundary = http::form_boundary(call.request.header("content-type").value_or(""));
  if (!boundary) co_return std::nullopt;
  if (context.media == nullptr) co_return http::form_parts(call.request.body, *boundary);
  auto parts = co_await context.media->parts(call.request.body, *boundary);
  co_return std::move(parts);
}

}  // namespace parley
