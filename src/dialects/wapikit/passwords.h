#pragma once
// Passwords: checked and hashed beside the threads that serve and the one that searches, one at a time.

#include "base/json.h"
#include "base/side_thread.h"
#include "base/task.h"

#include <string>

namespace parley::wapikit {

// The member of that name of a body, as a new password. Problem: invalid "password" where it is shorter than 8 or
// longer than 200 symbols.
std::string read_new_password(Json body);

// Both: Problem unavailable where too many wait.
Task<std::string> hash_beside(SideThread& side, const std::string& password);
// Takes as long where `hash` is empty: nobody learns by the clock who is here.
Task<bool> verify_beside(SideThread& side, const std::string& password, const std::string& hash);

}  // namespace parley::wapikit
