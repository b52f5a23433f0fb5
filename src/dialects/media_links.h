#pragma once
// Links to messages' files in a dialect's answers: absolute, signed, without a token.

#include "dialects/dialect.h"

#include <chrono>
#include <string>
#include <string_view>

namespace parley {

class MediaLinks {
 public:
  // What a client that keeps a page for a day can still use.
  static constexpr std::chrono::hours usual_ttl{24};

  // Links of the caller's organization; a token that is bound to a number gets such as open that number's files alone. What is answered is kept only as long as its links would be made again, and for
  // those only whom they would begin with the same.
  MediaLinks(const Call& call, const Context& context, std::chrono::seconds ttl = usual_ttl);

  // Empty where the id is empty, where no files are kept here, or where nobody knows our address.
  [[nodiscard]] std::string of(std::string_view media_id) const;
  // The row with our link in the place of Meta's, which wants a token and dies within minutes; `place` holds its text as long
  // as the row is used. What was sent by a link of the sender's own keeps that.
  [[nodiscard]] MessageRow linked(MessageRow row, std::string& place) const;
  // When the links end.
  [[nodiscard]] Timestamp until() const;

 private:
  const Call& call_;
  const Context& context_;
  std::chrono::seconds ttl_;
};

}  // namespace parley
