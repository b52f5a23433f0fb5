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

// Sending, through Meta at that URL. The key is read when it is needed first: it is made when the first token is kept.
DispatchSettings dispatch_through(std::string graph_url, const Config& config, const std::string& key_file);

// The line that tells people and tests where the server is.
void announce(const App& app);

// Runs it to its end. From then on signals are ignored: the store still keeps what it was given.
void run_to_end(App& app);

}  // namespace parley::app
