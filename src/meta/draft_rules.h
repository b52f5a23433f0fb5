#pragma once
// What a member of a message that is to be sent must be, as tables: read top down, the first fault is the refusal.

#include "base/json.h"
#include "domain/meta_error.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::meta {

using Refusal = std::optional<MetaError>;

// `text` may be a number as well, `number` a text that spells one; a `link` is an address of http or https.
enum class Kind { text, link, number, list, object };

constexpr std::size_t no_limit = static_cast<std::size_t>(-1);

struct Rule {
  // Members from the object down: "action.buttons[].reply.title". "[]": of each element. What is behind a "?" is asked
  // for only where the member before it is there.
  std::string_view path;
  Kind kind = Kind::text;
  std::size_t least =
      1;  // code points or elements; 0: may be left out. Of numbers and objects only whether it is 0
  std::size_t most = no_limit;
  std::string_view words = {};  // how Meta says that it is too short or too long; empty: as it does mostly
};

// Words the refusals of one type. Both codes are Meta's: 100 speaks in its title, the others in their details.
struct Faults {
  std::string_view type;
  int missing_code = 131008;
  int invalid_code = 131009;

  [[nodiscard]] Refusal missing(std::string_view place) const;
  // "Param text['body'] must be a string."
  [[nodiscard]] Refusal invalid(std::string_view place, std::string_view words) const;
  // The same in words of another form.
  [[nodiscard]] Refusal invalid(std::string words) const;

  [[nodiscard]] Refusal check(Json object, std::span<const Rule> rules) const;
};

bool is_link(std::string_view text);

}  // namespace parley::meta
