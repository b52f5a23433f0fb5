#pragma once
// A fact's surroundings while it is applied. For the recorder's files only.

#include "store/sql/recorder.h"

namespace parley::sql {

struct Recorder::Scene {
  const Sender& sender;
  const Scope& scope;
  std::string_view raw;
  std::int64_t delivery = 0;
  Slice slice;

  [[nodiscard]] std::int64_t organization() const { return sender.organization.value; }
};

// Meta's word of a delivery status; nothing for other words.
std::optional<MessageStatus> status_of_word(std::string_view word);

}  // namespace parley::sql
