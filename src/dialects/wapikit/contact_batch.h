#pragma once
// Contacts that are added together. Who is in the organization already, or twice among them, is passed over.

#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/spelling.h"
#include "store/contacts.h"
#include "store/transaction.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parley::wapikit {

// The lists of those ids. Problem: not_found "list".
std::vector<ContactListId> known_lists(const Reader& from, const Spelling& spelling,
                                       const std::vector<std::string>& ids);

class ContactBatch {
 public:
  explicit ContactBatch(const Spelling& spelling) : spelling_(spelling) {}

  void add(ContactText contact) { contacts_.push_back(std::move(contact)); }
  [[nodiscard]] std::size_t size() const { return contacts_.size(); }
  void clear() { contacts_.clear(); }

  // How many were added. Problem: not_found "list", before anything is written.
  std::int64_t write(Transaction& in) const;

 private:
  const Spelling& spelling_;
  std::vector<ContactText> contacts_;
};

}  // namespace parley::wapikit
