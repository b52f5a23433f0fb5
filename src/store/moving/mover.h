#pragma once
// Makes one store what another one is: passes over all tables, each of which makes them equal as they stood when it came
// by, until one that nobody could disturb finds nothing to do.

#include "store/move.h"
#include "store/moving/side.h"

namespace parley::moving {

// `options` tells what else is wanted; its addresses are only shown.
Move move(Source& source, Target& target, const MoveOptions& options);

}  // namespace parley::moving
