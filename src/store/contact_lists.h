#pragma once
// Named sets of contacts, and answers that are kept ready.

#include "base/function_ref.h"
#include "domain/ids.h"
#include "store/query.h"
#include "store/transaction.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley {

struct ContactListRow {
  ContactListId id;
  std::string name;
  std::string description;
  std::int64_t contacts = 0;
  std::vector<LabelId> labels;
  Timestamp created_at;
};

struct ContactListQuery {
  OrganizationId organization;
  bool descending = true;               // by (created_at, id)
  std::optional<std::int64_t> contact;  // only lists that hold it: a public number
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};

PageCount contact_lists(const Reader& from, const ContactListQuery& query,
                        FunctionRef<void(const ContactListRow&)> sink);
// The lists that these contacts are in, newest first for each.
void lists_of_contacts(const Reader& from, OrganizationId organization, std::span<const ContactId> contacts,
                       FunctionRef<void(ContactId, const ContactListRow&)> sink);
std::optional<ContactListRow> contact_list(const Reader& from, OrganizationId organization, ContactListId id);

// What is written of a list.
struct ContactListText {
  std::string name;
  std::string description;
  std::vector<LabelId> labels;
};
// Each writes its event. Contacts join and leave by NewContact::lists and ContactChange::lists, too. Problems, before
// anything is written: not_found "contact list", not_found "label", not_found "contact", invalid "name" (blank).
ContactListId add_contact_list(Transaction& in, OrganizationId organization, const ContactListText& text,
                               const std::vector<std::int64_t>& contacts);
void change_contact_list(Transaction& in, OrganizationId organization, ContactListId id,
                         const ContactListText& text);
void remove_contact_list(Transaction& in, OrganizationId organization, ContactListId id);

struct CannedResponse {
  CannedResponseId id;
  std::string shortcut;  // unique in the organization
  std::string content;
  Timestamp created_at;
};

// Oldest first; at most 1,000.
std::vector<CannedResponse> canned_responses(const Reader& from, OrganizationId organization);
// Each writes its event. Problems: conflict "shortcut", not_found "canned response", invalid "shortcut" (blank, or the
// thousand-and-first).
CannedResponse add_canned_response(Transaction& in, OrganizationId organization, const std::string& shortcut,
                                   const std::string& content);
void remove_canned_response(Transaction& in, OrganizationId organization, CannedResponseId id);

}  // namespace parley
