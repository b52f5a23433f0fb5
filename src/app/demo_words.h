#pragma once
// What a demo prints: where it is, and lines to paste into a shell.

#include "app/demo_ground.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::app {

// `conversation` is the number of one that is there; 0: there is none.
std::string demo_words(const DemoGround& ground, std::string_view origin, std::int64_t conversation);

}  // namespace parley::app
