#pragma once
// What the outbox sends through.

#include "base/task.h"
#include "domain/attempt.h"
#include "domain/conversation.h"
#include "domain/draft.h"

#include <string>

namespace parley::outbox {

class Carrier {
 public:
  virtual ~Carrier() = default;

  // One try, never two. `callback_data` comes back in each status. What is thrown leaves unknown whether it went.
  virtual Task<Attempt> send(Sender sender, Draft draft, std::string callback_data, Tried tried) = 0;
  // One try; it may be repeated, whatever came of it.
  virtual Task<Attempt> mark_read(Sender sender, ReadMark mark) = 0;
};

}  // namespace parley::outbox
