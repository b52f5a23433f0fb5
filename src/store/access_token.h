#pragma once
// A number's access token for Meta, in clear for the moment of a call.

#include "base/task.h"
#include "domain/conversation.h"
#include "store/store.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

// Gives nothing where the text was not sealed by us.
using Unseal = std::function<std::optional<std::string>(std::string_view sealed)>;

// A token as it may be kept.
using SealToken = std::function<std::string(std::string_view plain)>;

// Empty: the number has none, or none that can be read. Store and `unseal` must outlive the task.
Task<std::string> access_token(Store& store, Sender sender, const Unseal& unseal);

}  // namespace parley
