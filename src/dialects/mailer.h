#pragma once
// Letters to people, where the operator lets this server send any.

#include <string>

namespace parley {

struct Letter {
  std::string to;       // as email_of() gave it
  std::string subject;  // one line of ASCII
  std::string text;
};

class Mailer {
 public:
  virtual ~Mailer() = default;
  // Takes the letter and comes back at once; from any thread. False where too many wait: then it is lost.
  virtual bool post(Letter letter) = 0;
};

}  // namespace parley
