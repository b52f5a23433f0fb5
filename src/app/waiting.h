#pragma once
// What came before its number was known is applied once it is, by the command that adds the number and by any server.

#include "app/open_store.h"

namespace parley::app {

// Tells on standard error what became of it. Throws where the storage takes no writes.
void apply_waiting(OpenStore& store);

// For ever: applies what waits now, and again whenever somebody has added a number. `engine` must outlive the context.
Task<> keep_applying(Engine& engine, asio::io_context& context);

}  // namespace parley::app
