#pragma once
// The commands: each does its work, prints what is to be known, and gives the exit status. What goes wrong is
// thrown.

#include "app/config.h"

namespace parley::app {

// set_up.cpp, tokens.cpp, users.cpp
int add_organization(const Config& config);
int list_organizations(const Config& config);
int add_sender(const Config& config);
int list_senders(const Config& config);
int renew_sender(const Config& config);
int add_token(const Config& config);
int list_tokens(const Config& config);
int revoke_token(const Config& config);
int add_user(const Config& config);
int list_users(const Config& config);
int change_password(const Config& config);
int add_label(const Config& config);
int list_labels(const Config& config);

// deliveries.cpp
int ingest(const Config& config);
int deliveries(const Config& config);

// upkeep.cpp, move.cpp, doctor.cpp
int stats(const Config& config);
int backup(const Config& config);
int restore(const Config& config);
int migrate(const Config& config);
int move(const Config& config);
int doctor(const Config& config);
int version(const Config& config);

// routes.cpp
int list_routes(const Config& config);

// serve.cpp, demo.cpp, simulate.cpp
int serve(const Config& config);
int demo(const Config& config);
int simulate(const Config& config);

}  // namespace parley::app
