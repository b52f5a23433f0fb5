#pragma once
// What was told of a message besides what its row shows.

#include "base/function_ref.h"
#include "base/time.h"
#include "domain/message.h"
#include "store/transaction.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace parley {

// A status that was reported of a message, or that we said ourselves when Meta refused it. Views are valid during the call
// that hands it over.
struct ToldStatus {
  MessageKey message;
  std::string_view word;         // Meta's: sent, delivered, read …, also those without effect
  std::string_view participant;  // in a group: whom it is about; else empty
  Timestamp at;                  // the earliest time it was told with
  std::string_view errors;       // JSON array; empty: none
  std::string_view details;      // JSON object of conversation, pricing, payment; empty: none
};
// Of one message after the other in the order of their keys, each in the order of times.
void each_told_status(const Reader& from, OrganizationId organization, std::span<const MessageKey> messages,
                      FunctionRef<void(const ToldStatus&)> sink);

// Where the content of each was learnt from; messages that are not there are left out.
void each_origin(const Reader& from, OrganizationId organization, std::span<const MessageKey> messages,
                 FunctionRef<void(MessageKey, Origin, bool sent_here)> sink);

}  // namespace parley
