#pragma once
// Whose requests may have a body that is too large for memory: what clients upload comes in forms, and may be as large as
// Meta takes it.

#include "base/time.h"
#include "http/server.h"
#include "media/library.h"
#include "store/store.h"

namespace parley::app {

// Without `files`, nobody's. The store outlives whoever goes by it, and is asked for the token before a byte of the body is
// read: who has none could else take all room there is, slowly.
http::Limits limits_of(const media::Shared* files, Store& store, const Clock& now);

}  // namespace parley::app
