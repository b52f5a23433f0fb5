#pragma once
// What conversations are listed and counted by, as one small number: a column of their row, and their kind in the
// tally and the ranks of a sender's list. The bits are stored.

#include "domain/conversation.h"

#include <cstdint>
#include <optional>
#include <string>

namespace parley::sql {

struct Class {
  std::int64_t number = 0;

  static constexpr int count = 64;
  static Class of(ConversationStatus status, bool archived, bool unread, std::optional<Direction> last) {
    const std::int64_t direction = last ? static_cast<std::int64_t>(*last) + 1 : 0;
    return {static_cast<std::int64_t>(status) | std::int64_t{archived} << 2 | std::int64_t{unread} << 3 |
            direction << 4};
  }

  [[nodiscard]] ConversationStatus status() const { return static_cast<ConversationStatus>(number & 3); }
  [[nodiscard]] bool archived() const { return (number >> 2 & 1) != 0; }
  [[nodiscard]] bool unread() const { return (number >> 3 & 1) != 0; }
  [[nodiscard]] std::optional<Direction> last_direction() const {
    const auto last = number >> 4 & 3;
    if (last == 0) return std::nullopt;
    return static_cast<Direction>(last - 1);
  }

  [[nodiscard]] std::string kind() const { return {static_cast<char>(number)}; }
  static Class of_kind(std::string_view kind) { return {static_cast<unsigned char>(kind[0])}; }

  bool operator==(const Class&) const = default;
};

}  // namespace parley::sql
