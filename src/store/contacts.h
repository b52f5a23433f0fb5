#pragma once
// The people an organization knows, as programs and agents list and change them. What WhatsApp says of a person and what
// was set here are kept apart: what was set here is shown first. Contacts are known by their public number, which
// follows the person through merges; a number a merge left behind still finds them. What was set of a contact that
// joins another passes to it, and where both have something that of the one that was here longer stays.

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

// Order of declaration is the stored number. Deleted ones are found by nobody until somebody adds them again or they do
// something in or after the second they were deleted in, by Meta's time: write, call or react.
BOOST_DEFINE_ENUM_CLASS(ContactStatus, active, inactive, blocked, deleted)

// Views are valid during the call that hands the row over.
struct ContactRow {
  ContactId id;  // the store's own, of this moment: by it more is asked of several contacts at once
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
  Timestamp
      created_at;  // when first seen or added; in answer to ContactQuery::sender: when the conversation began
  Timestamp updated_at;  // when somebody changed it here; created_at where nobody did
  std::optional<Timestamp>
      last_active_at;  // of all their conversations: the newest message or call of theirs
};

struct ContactQuery {
  OrganizationId organization;
  // Only those who have a conversation with this number of ours. Then created_at is that conversation's, and ties are
  // in the order of the conversations' numbers.
  std::optional<SenderId> sender;
  std::string phone;   // digits: a number the person has or had, in whatever national spelling
  std::string search;  // within name, phone or email; case is ignored
  std::optional<LabelId> label;
  std::optional<ContactListId> list;
  std::optional<ContactStatus> status;  // nothing: any but deleted
  bool descending = true;               // by (created_at, number)
  // Only what comes behind this place, (created_at, number) of a row: the walk of a list page by page. `offset` counts
  // from there; the total does not.
  std::optional<std::pair<Timestamp, std::int64_t>> after;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
  bool counts = true;    // whether PageCount::total is wanted
  bool labels = true;    // whether ContactRow::labels is
  bool activity = true;  // whether ContactRow::last_active_at is
};

// Without filters but the status any page costs what the first costs, and so does the total. By `sender` alone only
// `offset` costs: walk with `after`.
PageCount contacts(const Reader& from, const ContactQuery& query, FunctionRef<void(const ContactRow&)> sink);
// Whether that is light work (Weight).
bool is_light(const ContactQuery& query);
// False where the organization has no such contact, or has deleted it.
bool contact(const Reader& from, OrganizationId organization, std::int64_t number,
             FunctionRef<void(const ContactRow&)> sink);

struct NewContact {
  std::string phone;  // 5 to 20 digits, country code first
  std::string name, email, attributes;
  ContactStatus status = ContactStatus::active;
  std::vector<LabelId> labels;
  std::vector<ContactListId> lists;
};
// Absent members stay as they are; an empty name shows what WhatsApp says again. Another phone is another number of the
// same person: who writes from the old one is still them.
struct ContactChange {
  std::optional<std::string> phone, name, email, attributes;
  std::optional<ContactStatus> status;
  std::optional<std::vector<LabelId>> labels;       // the whole set
  std::optional<std::vector<ContactListId>> lists;  // the whole set
};

// Each writes its event. Problems, all before anything is written: conflict "phone" where somebody has that number already
// (a deleted contact comes back instead), not_found "contact", not_found "label", not_found "contact list", invalid
// "phone" (also for a group).
std::int64_t add_contact(Transaction& in, OrganizationId organization, const NewContact& contact);
// Whether add_contact would refuse that number because somebody has it.
bool is_taken(Transaction& in, OrganizationId organization, const std::string& phone);
void change_contact(Transaction& in, OrganizationId organization, std::int64_t number,
                    const ContactChange& change);
// Hides the contact and its conversations; its messages stay kept, what was set of it goes, its labels and lists too.
void remove_contact(Transaction& in, OrganizationId organization, std::int64_t number);
// Whether anything changed.
bool label_contact(Transaction& in, OrganizationId organization, std::int64_t number, LabelId label, bool on);
// The conversation of this number of ours with that contact, made where there is none and opened where it is deleted: its
// public number.
std::int64_t ensure_conversation(Transaction& in, const Sender& sender, std::int64_t contact);

}  // namespace parley
