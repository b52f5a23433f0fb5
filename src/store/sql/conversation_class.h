#pragma once
// What conversations are listed and counted by, as one small number: a column of their row, and their kind in the
// tally and the ranks of a sender's list. The bits are stored.

#include "domain/conversation.h"

#include <cstdint>
#include <optional>
#include <string>

namespace parley::sql {

class Class {
 public:
  std::int64_t number = 0;

  Class() = default;
  constexpr Class(std::int64_t of) : number(of) {}  // NOLINT: it is that number

  // From 0: status, archived, unread, last direction in 2, 1, 1 and 2 bits. From `deleted` on, behind what those need:
  // archived, unread and last direction of deleted ones.
  static constexpr int count = 64;
  static constexpr std::int64_t deleted = 48;
  static Class of(ConversationStatus status, bool archived, bool unread, std::optional<Direction> last) {
    const std::int64_t direction = last ? static_cast<std::int64_t>(*last) + 1 : 0;
    const auto marks = std::int64_t{archived} | std::int64_t{unread} << 1 | direction << 2;
    if (status == ConversationStatus::deleted) return {deleted + marks};
    return {static_cast<std::int64_t>(status) | marks << 2};
  }

  [[nodiscard]] ConversationStatus status() const {
    return number >= deleted ? ConversationStatus::deleted : static_cast<ConversationStatus>(number & 3);
  }
  [[nodiscard]] bool archived() const { return (marks() & 1) != 0; }
  [[nodiscard]] bool unread() const { return (marks() >> 1 & 1) != 0; }
  [[nodiscard]] std::optional<Direction> last_direction() const {
    const auto last = marks() >> 2;
    if (last == 0) return std::nullopt;
    return static_cast<Direction>(last - 1);
  }

  [[nodiscard]] std::string kind() const { return {static_cast<char>(number)}; }
  static Class of_kind(std::string_view kind) { return {std::int64_t{static_cast<unsigned char>(kind[0])}}; }

  bool operator==(const Class&) const = default;

 private:
  [[nodiscard]] std::int64_t marks() const { return number >= deleted ? number - deleted : number >> 2; }
};

}  // namespace parley::sql
