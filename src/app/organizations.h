#pragma once
// Which organization a command means: --org takes an id or a name.

#include "app/open_store.h"

#include <string>
#include <vector>

namespace parley::app {

// The one that --org names. Throws Problem::not_found, with the way to add one.
Organization organization_of(OpenStore& store, const Config& config);

// The one that --org names; all where it names none.
std::vector<Organization> organizations_of(OpenStore& store, const Config& config);

}  // namespace parley::app
