// A table of contacts: rows that may be written as they are, or a reason for each that may not.

#include "base/problem.h"
#include "base/text.h"
#include "dialects/vobiz/contact_table.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const vobiz::ImportedContact& contact) {
  require(is_storable_utf8(contact.phone_number) && is_storable_utf8(contact.fault));
  if (!contact.fault.empty()) return;
  require(is_digits(contact.phone) && contact.phone.size() >= 7 && contact.phone.size() <= 15);
  require(is_storable_utf8(contact.name) && contact.name.size() <= 256 && contact.tags.size() <= 50);
  for (const auto& tag : contact.tags) require(!tag.empty() && is_storable_utf8(tag));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    vobiz::ContactTable table(text);
    vobiz::ImportedContact contact;
    for (std::int64_t row = 1; table.next(contact); ++row) {
      require(contact.row == row && row <= vobiz::most_rows);
      check(contact);
    }
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::invalid && is_storable_utf8(problem.what()));
  }
  return 0;
}
