#pragma once
// Why a request ended without its answer (RFC 9457's word). Thrown where it is known, spelt by the dialect that
// was asked. Anything else that is thrown is broken machinery and is answered as `internal`.

#include <stdexcept>
#include <string>
#include <utility>

namespace parley {

class Problem : public std::runtime_error {
 public:
  enum class Kind {
    unauthenticated,
    forbidden,
    not_found,
    wrong_method,
    invalid,
    conflict,
    too_large,
    unsupported_media,
    rate_limited,
    unavailable,
    internal
  };

  // `subject` names the parameter, thing or rule that is concerned; a dialect picks its code by it. `words` are for
  // the caller to read and hold nothing secret.
  Problem(Kind kind, std::string subject, const std::string& words)
      : std::runtime_error(words), kind_(kind), subject_(std::move(subject)) {}

  static Problem invalid(std::string subject, const std::string& words) {
    return {Kind::invalid, std::move(subject), words};
  }
  static Problem not_found(std::string subject) {
    auto words = subject + " not found";
    return {Kind::not_found, std::move(subject), words};
  }
  static Problem internal() { return {Kind::internal, "", "Internal error"}; }
  // The store or a queue is at its limit; the caller may come again in a second.
  static Problem unavailable(const std::string& words) { return {Kind::unavailable, "", words}; }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }

 private:
  Kind kind_;
  std::string subject_;
};

}  // namespace parley
