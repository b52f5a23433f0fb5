#pragma once
// By what people are known: the identifiers that Meta named them by, and their names.

#include "domain/identity.h"
#include "domain/ids.h"
#include "store/transaction.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct ContactNumber {
  std::int64_t value = 0;  // public
};

struct KnownAs {
  ContactNumber contact;  // as it was asked for
  Identity identity;      // of each kind the one that was seen first the latest; empty: none
  std::string username;
  std::string profile_name;  // WhatsApp's, else the address book's
  std::string given_name;    // set here

  [[nodiscard]] const std::string& name() const { return given_name.empty() ? profile_name : given_name; }
};

// In any order; what is no contact of the organization is left out.
std::vector<KnownAs> known_as(const Reader& from, OrganizationId organization,
                              std::span<const ContactNumber> contacts);

// The public number of the contact whom a telephone number (digits, in any national spelling), a BSUID, a parent BSUID or a
// group's id belongs to; nothing where there is none, or it is deleted.
std::optional<std::int64_t> contact_known_as(const Reader& from, OrganizationId organization,
                                             std::string_view identifier);

}  // namespace parley
