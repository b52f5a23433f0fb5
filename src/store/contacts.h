#pragma once
// The people an organization knows, as programs and agents list and change them. What WhatsApp says of a person and what
// was set here are kept apart: what was set here is shown first. Contacts are known by their public number, which
// follows the person through merges; a number a merge left behind still finds them.

#include "base/function_ref.h"
#include "domain/ids.h"
#include "store/query.h"
#include "store/transaction.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// Order of declaration is the stored number. Deleted ones are found by nobody; their next message brings them back.
BOOST_DEFINE_ENUM_CLASS(ContactStatus, active, inactive, blocked, deleted)

// Views are valid during the call that hands the row over.
struct ContactRow {
  std::int64_t number = 0;      // public
  std::string_view phone;       // digits; the person's BSUID or a group's id where no number is known
  std::string_view name;        // set here, else the profile's, else the address book's; empty: unknown
  std::string_view username;    // empty: none
  std::string_view email;       // empty: none
  std::string_view attributes;  // a JSON object; empty: none
  std::string_view labels;      // as ConversationRow::labels
  ContactStatus status = ContactStatus::active;
  bool has_phone = false;  // `phone` is a telephone number
  bool marketing_stopped = false;
  Timestamp created_at;
  Timestamp updated_at;  // created_at where nobody changed it here
  std::optional<Timestamp>
      last_active_at;  // of all their conversations: the newest message or call of theirs
};

struct ContactQuery {
  OrganizationId organization;
  std::optional<SenderId> sender;  // only those who have a conversation with this number of ours
  std::string phone;               // digits, exact
  std::string search;              // within name, phone or email; ASCII case is ignored
  std::optional<LabelId> label;
  std::optional<ContactListId> list;
  std::optional<ContactStatus> status;  // nothing: any but deleted
  bool descending = true;               // by (created_at, number)
  // Only what comes behind this place in that order: the walk of a list page by page. `offset` counts from there.
  std::optional<std::pair<Timestamp, std::int64_t>> after;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
  bool counts = true;  // whether PageCount::total is wanted
};

// Without filters any page costs what the first costs, and so does the total.
PageCount contacts(const Reader& from, const ContactQuery& query, FunctionRef<void(const ContactRow&)> sink);
// Whether that is light work (Weight).
bool is_light(const ContactQuery& query);
// False where the organization has no such contact, or has deleted it.
bool contact(const Reader& from, OrganizationId organization, std::int64_t number,
             FunctionRef<void(const ContactRow&)> sink);

struct NewContact {
  std::string phone;  // digits, country code first
  std::string name, email, attributes;
  ContactStatus status = ContactStatus::active;
  std::vector<LabelId> labels;
  std::vector<ContactListId> lists;
};
// Absent members stay as they are.
struct ContactChange {
  std::optional<std::string> phone, name, email, attributes;
  std::optional<ContactStatus> status;
  std::optional<std::vector<LabelId>> labels;       // the whole set
  std::optional<std::vector<ContactListId>> lists;  // the whole set
};

// Each writes its event. Problems: conflict "phone" where somebody has that number already (a deleted contact comes
// back instead), not_found "contact", not_found "label", not_found "contact list", invalid "phone".
std::int64_t add_contact(Transaction& in, OrganizationId organization, const NewContact& contact);
void change_contact(Transaction& in, OrganizationId organization, std::int64_t number,
                    const ContactChange& change);
// Hides the contact and its conversations; its messages stay kept.
void remove_contact(Transaction& in, OrganizationId organization, std::int64_t number);
// Whether anything changed.
bool label_contact(Transaction& in, OrganizationId organization, std::int64_t number, LabelId label, bool on);
// The conversation of this number of ours with that contact, made where there is none: its public number.
std::int64_t ensure_conversation(Transaction& in, const Sender& sender, std::int64_t contact);

}  // namespace parley
