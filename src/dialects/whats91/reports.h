#pragma once
// What the handlers of the report family, and those that send, have in common.

#include "base/seal.h"
#include "domain/ids.h"
#include "domain/message.h"

#include <string>
#include <string_view>

namespace parley::whats91 {

constexpr std::string_view report_prefix = "msg_";

// By what a message is found in reports for good, whether Meta has named it or not.
std::string report_uid(const Seal& seal, OrganizationId organization, MessageKey message);

}  // namespace parley::whats91
