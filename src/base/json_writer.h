#pragma once
// Appends JSON to a text, in the order it is told and with nothing between. It does not check that brackets match;
// its fuzz test does. Strings must be UTF-8 (a broken sequence is written as U+FFFD).

#include "base/time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    fresh_ = false;
    return *this;
  }
  // `name` is one of ours, needs no escape and is shorter than 60 bytes.
  JsonWriter& key(std::string_view name) {
    Piece piece;
    return append(piece, put_key(piece, name), true);
  }

  JsonWriter& value(std::string_view text) {
    separate();
    string(text);
    return *this;
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::nullptr_t) { return raw("null"); }
  JsonWriter& value(std::same_as<bool> auto yes) { return raw(yes ? "true" : "false"); }
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  JsonWriter& value(Number number) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    return *this;
  }
  JsonWriter& value(double number);
  JsonWriter& value(Timestamp time) {
    separate();
    out_ += '"';
    append_iso8601(out_, time);
    out_ += '"';
    return *this;
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : value(nullptr);
  }

  // Text that is JSON already; empty reads as null.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json.empty() ? std::string_view("null") : json;
    return *this;
  }

  template <class T>
  JsonWriter& field(std::string_view name, const T& of) {
    if constexpr (std::same_as<T, std::nullptr_t>) {
      return literal_field(name, "null");
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      return text_field(name, of);
    } else if constexpr (std::same_as<T, bool>) {
      return literal_field(name, of ? "true" : "false");
    } else {
      return key(name).value(of);
    }
  }
  // A text that is null where it is empty.
  JsonWriter& nullable(std::string_view name, std::string_view text) {
    return text.empty() ? literal_field(name, "null") : text_field(name, text);
  }

  [[nodiscard]] std::string& out() { return out_; }

 private:
  void separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }
  void string(std::string_view text);

  // Members are put together here and appended at once: a page is some thousand of them, most of a few bytes.
  using Piece = std::array<char, 256>;
  static constexpr std::size_t longest_key = 60, longest_literal = 8;
  static constexpr std::size_t longest_text = std::tuple_size_v<Piece> - longest_key - 16;

  // Gives the end of what it wrote.
  char* put_key(Piece& piece, std::string_view name) const {
    char* at = piece.data();
    *at = ',';
    at += fresh_ ? 0 : 1;
    *at++ = '"';
    name = name.substr(0, longest_key);
    at = std::copy(name.begin(), name.end(), at);
    *at++ = '"';
    *at++ = ':';
    return at;
  }
  JsonWriter& append(const Piece& piece, const char* end, bool before_value) {
    out_.append(piece.data(), static_cast<std::size_t>(end - piece.data()));
    fresh_ = before_value;
    return *this;
  }
  JsonWriter& literal_field(std::string_view name, std::string_view literal) {
    Piece piece;
    char* at = put_key(piece, name);
    return append(piece, std::copy_n(literal.begin(), std::min(literal.size(), longest_literal), at), false);
  }
  JsonWriter& text_field(std::string_view name, std::string_view text);

  std::string& out_;
  bool fresh_ = true;
};

}  // namespace parley
