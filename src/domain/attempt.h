#pragma once
// What came of one try to send a draft through Meta. Made by meta/graph_error.h.

#include "domain/identity.h"
#include "domain/meta_error.h"

#include <boost/describe/enum.hpp>

#include <chrono>
#include <string>

namespace parley {

// accepted   Meta took it and will tell the rest by statuses
// passing    not taken; again, after `wait`
// refused    not taken, and never will be
// no_token   not taken: the sender needs another access token; the draft itself may be good
// unknown    it may have been taken: never repeated, a status with our tag tells
BOOST_DEFINE_ENUM_CLASS(AttemptOutcome, accepted, passing, refused, no_token, unknown)

// Whom else a passing failure concerns: nobody; everything to this one person; everything of this number; of its whole
// business account or app; whatever goes to Meta, because Meta could not be reached.
BOOST_DEFINE_ENUM_CLASS(AttemptReach, draft, pair, sender, account, everything)

// How often in a row the same came of a try: one error, of one reach. Where it is told something else, that is the first.
struct Streak {
  int code = 0;
  AttemptReach reach = AttemptReach::draft;
  int count = 0;
};

// What was known before a try: of this draft, which spaces its own tries and ends them; and of its number, whatever it sent,
// which spaces those of the number.
struct Tried {
  Streak draft, sender;
};

struct Attempt {
  AttemptOutcome outcome = AttemptOutcome::unknown;

  // accepted
  std::string wamid;
  Identity
      recipient;  // as Meta resolved it: a phone that may differ from the draft's, a BSUID, a group; or empty
  std::string message_status;  // of templates: accepted, held_for_quality_assessment, paused; else empty

  // anything else
  MetaError error;
  bool took_token = false;                   // Meta itself said so, and had looked at the access token before
  AttemptReach reach = AttemptReach::draft;  // passing
  std::chrono::milliseconds wait{0};         // passing: the draft, at least
  std::chrono::milliseconds hold{0};  // passing, of reach sender and beyond: all that it concerns, at least
};

}  // namespace parley
