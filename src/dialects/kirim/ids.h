#pragma once
// Kirim's ids: a prefix and 26 symbols that only we can have made, for one kind of thing in one organization.

#include "base/problem.h"
#include "base/seal.h"
#include "domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::kirim {

namespace kind {
constexpr std::string_view organization = "org";
constexpr std::string_view key = "key";
constexpr std::string_view user = "usr";
constexpr std::string_view conversation = "cnv";
constexpr std::string_view contact =
    "ctc";  // of a conversation's number: a contact is a person under one account
constexpr std::string_view message = "msg";
constexpr std::string_view label = "lbl";
constexpr std::string_view template_ = "tmpl";  // of Meta's number
constexpr std::string_view team = "team";       // spelt without a prefix
}  // namespace kind

class Ids {
 public:
  Ids(const Seal& seal, OrganizationId organization) : seal_(seal), organization_(organization) {}

  [[nodiscard]] std::string of(std::string_view kind, std::int64_t number) const {
    return std::string(kind) + '_' + seal_.base32(kind, organization_.value, number);
  }
  // The only team there is.
  [[nodiscard]] std::string team() const {
    return seal_.base32(kind::team, organization_.value, organization_.value);
  }

  // The number that is spelt so; nothing where the organization has no such id. Problem invalid `param` for a text
  // of another form.
  [[nodiscard]] std::optional<std::int64_t> read(std::string_view kind, std::string_view text,
                                                 std::string_view param) const {
    const auto has_prefix = text.starts_with(kind) && text.substr(kind.size()).starts_with('_');
    const auto symbols = has_prefix ? text.substr(kind.size() + 1) : std::string_view();
    if (!is_base32_id(symbols)) {
      throw Problem::invalid(std::string(param),
                             std::string(param) + " must be " + std::string(kind) + "_ and 26 symbols");
    }
    return seal_.of_base32(kind, organization_.value, symbols);
  }
  // The same where nothing means that it is not found.
  [[nodiscard]] std::int64_t find(std::string_view kind, std::string_view text, std::string_view param,
                                  const char* thing) const {
    const auto number = read(kind, text, param);
    if (!number) throw Problem::not_found(thing);
    return *number;
  }

 private:
  const Seal& seal_;
  OrganizationId organization_;
};

}  // namespace parley::kirim
