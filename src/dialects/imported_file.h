#pragma once
// Files that are read here row by row. Files that go on to Meta may be larger, so the server lets larger forms through.

#include "base/problem.h"
#include "http/request.h"

#include <cstddef>

namespace parley {

constexpr std::size_t most_imported_bytes = std::size_t{4} << 20;  // of the form that brings one

// Problem: too_large.
inline void need_importable(const http::Request& request) {
  if (request.body.size() > most_imported_bytes)
    throw Problem(Problem::Kind::too_large, "body", "The file is larger than 4 MiB");
}

}  // namespace parley
