#pragma once
// What `serve` and `demo` share.

#include "app/app.h"
#include "app/config.h"

namespace parley::app {

// One line an event, to standard error, from `config.log_level` on.
void start_log(const Config& config);

// All but the secrets, which each command finds for itself. Throws Problem::invalid where options do not fit
// together.
App::Settings settings_of(const Config& config);

// The line that tells people and tests where the server is.
void announce(const App& app);

// Runs it to its end. From then on signals are ignored: the store still keeps what it was given.
void run_to_end(App& app);

}  // namespace parley::app
