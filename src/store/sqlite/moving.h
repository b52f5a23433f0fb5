#pragma once
// A SQLite store as one of the two sides of a move.

#include "store/moving/side.h"

#include <memory>
#include <string>

namespace parley::sqlite {

// `mends_texts`: gives texts as PostgreSQL can keep them (see base/text.h). One in a key cannot be mended without losing
// its place, and is refused.
std::unique_ptr<moving::Source> move_source(const std::string& path, bool mends_texts);
std::unique_ptr<moving::Target> move_target(const std::string& path);

}  // namespace parley::sqlite
