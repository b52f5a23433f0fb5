#pragma once
// Calls by telephone between a number of ours and its people, as Meta told of them.

#include "base/function_ref.h"
#include "domain/conversation.h"
#include "store/transaction.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace parley {

// Something that was told of a call. Views are valid during the call that hands it over.
struct CallEvent {
  std::string_view event;  // connect, terminate, or a status word
  Timestamp at;
  std::string_view details;  // see CallFact
};

struct CallRow {
  std::int64_t number = 0;   // public: a hash of its id
  std::string_view call_id;  // Meta's
  Direction direction = Direction::inbound;
  Timestamp at;                       // of the first that was told of it
  std::int64_t contact = 0;           // public number
  std::int64_t conversation = 0;      // with that number of ours, public; 0: there is none
  std::string_view peer;              // the identifier it was made by or to
  std::span<const CallEvent> events;  // in the order of their times
};

struct CallQuery {
  OrganizationId organization;
  SenderId sender;
  std::string call_id;     // this one alone; empty: all
  bool descending = true;  // by (at, call id)
  std::optional<std::pair<Timestamp, std::int64_t>>
      after;  // only what is behind this place: at and number of a row
  std::int64_t limit = 50;
};

// Each page costs what its rows cost. Gives how many were handed over.
std::int64_t calls(const Reader& from, const CallQuery& query, FunctionRef<void(const CallRow&)> sink);

}  // namespace parley
