#pragma once
// A request's body as JSON.

#include "base/json.h"
#include "base/problem.h"
#include "http/request.h"

namespace parley {

// Borrows the request's body. Problem invalid "body" where it is no JSON (`array_too`: an object is asked for unless
// that is set), or where a store could not keep each of its texts and names as it stands: broken UTF-8, a NUL, half a
// pair of surrogates, a value deeper than 128 levels.
inline JsonTree read_body(const http::Request& request, bool array_too = false) {
  auto tree = JsonTree::read_any(request.body);
  const bool is_fit = tree && (tree->root().is_object() || (array_too && tree->root().is_array()));
  if (!is_fit) throw Problem::invalid("body", "The body must be a JSON object");
  if (!tree->is_exact()) throw Problem::invalid("body", "The body must be JSON without NUL or broken text");
  return std::move(*tree);
}

}  // namespace parley
