#pragma once
// Files that customers send: small, valid, and each another one. A file follows from its id, which tells its kind and when
// it was sent, so that none has to be kept.

#include "base/time.h"
#include "simulator/dice.h"
#include "simulator/payload.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley::simulator {

struct Sample {
  std::string mime_type;
  Timestamp at;
};

// A new one of image/png, audio/ogg or application/pdf; of another type, the last.
MediaFile new_sample(std::string_view mime_type, Timestamp at, Dice& dice);

// What an id tells; nothing where it is none of a sample.
std::optional<Sample> sample_of(std::string_view id);
std::string sample_bytes(std::string_view id);

}  // namespace parley::simulator
