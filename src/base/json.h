#pragma once
// A foreign JSON text as a tree of places in it. Whatever is asked of it is answered: what is absent or of
// another kind reads as empty. Texts come out as valid UTF-8 without NUL, U+FFFD standing where the source
// was broken.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// A slice of the text that was read.
struct Slice {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

class JsonTree;

// A place in a tree; valid as long as the tree stays where it is.
class Json {
 public:
  Json() = default;

  // The member of that name; of several, the first.
  Json operator[](std::string_view name) const;

  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_absent() const;  // or null
  [[nodiscard]] bool is_given() const;   // null included
  [[nodiscard]] bool is_text() const;
  [[nodiscard]] bool is_number() const;
  [[nodiscard]] bool is_bool() const;
  [[nodiscard]] bool is_empty() const;  // absent, or without a member, an element or a symbol
  [[nodiscard]] bool is_true() const;   // true, or the text "true"

  // A string, or a number as it was spelt; empty for anything else.
  [[nodiscard]] std::string text() const;
  // A number without fraction or exponent that fits; nothing for anything else.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  // How many members or elements it has.
  [[nodiscard]] std::size_t size() const;
  // The member's name that leads here; empty in an array.
  [[nodiscard]] std::string name() const;

  // As JSON without blanks; numbers keep their spelling. Empty where this is absent.
  [[nodiscard]] std::string compact() const;
  // The bytes of the body it was read from, exactly.
  [[nodiscard]] Slice slice() const;

  // An object's members or an array's elements; none for anything else.
  class Iterator;
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

 private:
  friend class JsonTree;
  Json(const JsonTree& tree, std::uint32_t node) : tree_(&tree), node_(node) {}
  void append_compact(std::string& out) const;
  [[nodiscard]] std::string_view source() const;

  const JsonTree* tree_ = nullptr;
  std::uint32_t node_ = 0;
};

class Json::Iterator {
 public:
  Iterator(Json at) : at_(at) {}  // NOLINT: the same thing
  Json operator*() const { return at_; }
  Iterator& operator++();
  bool operator!=(const Iterator& other) const { return at_.node_ != other.at_.node_; }

 private:
  Json at_;
};

class JsonTree {
 public:
  // Borrows `body`. Nothing where it is no JSON object. Broken UTF-8, control symbols, unknown escapes and
  // lone surrogates within strings are put up with. What is nested deeper than 128 levels is kept as a place,
  // unread, and is null in compact JSON.
  static std::optional<JsonTree> read(std::string_view body);
  // The same where the root may be anything.
  static std::optional<JsonTree> read_any(std::string_view body);

  [[nodiscard]] Json root() const { return {*this, 0}; }

  // Whether what is read of it is what was said: nothing of the above was put up with, and no escape is a NUL.
  [[nodiscard]] bool is_exact() const;

  enum class Kind : std::uint8_t { object, array, string, number, yes, no, null, unread };

  struct Node {
    std::uint32_t begin = 0, end = 0;         // where it stands in the body
    std::uint32_t name = 0, name_length = 0;  // without quotes, escapes as they came
    std::uint32_t after = 0;                  // the node behind its last descendant
    Kind kind = Kind::null;
    bool name_is_escaped = false;
  };

 private:
  friend class Json;
  [[nodiscard]] std::string string_at(std::uint32_t begin, std::uint32_t end) const;

  std::string_view body_;
  std::vector<Node> nodes_;  // in the order they stand
  bool is_broken_ = false;   // the body holds bytes that are no UTF-8, or control symbols in strings
};

}  // namespace parley
