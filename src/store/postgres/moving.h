#pragma once
// A PostgreSQL store as one of the two sides of a move.

#include "store/moving/side.h"

#include <memory>
#include <string>

namespace parley::postgres {

std::unique_ptr<moving::Source> move_source(const std::string& address);
std::unique_ptr<moving::Target> move_target(const std::string& address);

}  // namespace parley::postgres
