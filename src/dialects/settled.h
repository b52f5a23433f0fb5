#pragma once
// Waiting for what becomes of a message that was just enqueued, for vendors whose answer to a send holds Meta's id.

#include "dialects/dialect.h"
#include "domain/message.h"

#include <chrono>
#include <string>

namespace parley {

struct Settled {
  MessageStatus status = MessageStatus::pending;  // pending: it is not known yet, or nobody knows
  std::string wamid;                              // local while it is not known
  std::string errors;                             // Meta's error array, where it failed
  std::string sent_to, message_status;            // see MessageRow
};

// Comes back as soon as Meta has taken or refused it, or its fate is unknown, and after `patience` whatever it is.
Task<Settled> settled(Context& context, OrganizationId organization, MessageKey message,
                      std::chrono::milliseconds patience);

}  // namespace parley
