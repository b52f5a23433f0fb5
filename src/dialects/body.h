#pragma once
// A request's body as JSON.

#include "base/json.h"
#include "base/problem.h"
#include "base/text.h"
#include "http/request.h"

namespace parley {

// Borrows the request's body. Problem invalid "body" where it is no JSON (`array_too`: an object is asked for unless
// that is set) or no UTF-8 without NUL; an empty body reads as {} where `may_be_empty`.
inline JsonTree read_body(const http::Request& request, bool may_be_empty = false, bool array_too = false) {
  const auto text = may_be_empty && trimmed(request.body).empty() ? std::string_view("{}") : request.body;
  auto tree = JsonTree::read_any(text);
  const bool is_fit = tree && (tree->root().is_object() || (array_too && tree->root().is_array()));
  if (!is_fit || !is_utf8(text)) throw Problem::invalid("body", "The body must be a JSON object");
  return std::move(*tree);
}

}  // namespace parley
