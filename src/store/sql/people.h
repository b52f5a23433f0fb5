#pragma once
// Who is who: turns what Meta names a person by into a contact. The division of identifiers into contacts is a
// function of the set of sightings and renames, whatever their order:
//   * an id without a number (BSUID, parent) belongs to the number it was seen with; of several numbers, to the one
//     it was seen with last for the first time; without any number it stands for itself;
//   * what a rename names before and after belongs together; nothing else ever joins two numbers.
// Source: Meta's rules on business-scoped user ids, and docs/decisions/2026-11-21-identity.md.

#include "domain/fact.h"
#include "store/contacts.h"
#include "store/sql/connection.h"
#include "store/sql/contact_rank.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace parley::sql {

// An identifier as it is spelt where conversations and contacts are numbered by it.
std::string canonical_of(int kind, std::string_view key);
// The public number of who an identifier names: positive, 62 bits, the same in every store.
std::int64_t contact_number(int kind, std::string_view key);

// What else changed when a person was looked up; the caller puts conversations in order.
struct Moves {
  struct Alias {
    std::int64_t alias = 0, from = 0, to = 0;  // contacts
  };
  std::vector<Alias> aliases;
  std::vector<std::int64_t> renamed;  // contacts whose shown phone, name or number may have changed
  [[nodiscard]] bool empty() const { return aliases.empty() && renamed.empty(); }
};

// How a contact is shown, and the identifier its public numbers are made of.
struct ContactCard {
  std::string phone;
  AliasKind kind = AliasKind::phone;  // what `phone` is
  std::string name;                   // as it is shown
  std::string told_name;              // what WhatsApp says
  std::string username;
  ContactStatus status = ContactStatus::active;
  bool marketing_stopped = false;
  std::int64_t created_at = 0;
  std::string canonical;    // kind and key of the identifier seen first
  std::int64_t number = 0;  // its public number
};

struct Person {
  std::int64_t contact = 0;
  std::int64_t alias = 0;  // the identifier that names the person in this fact: group, number, BSUID, parent
  std::string spelling;    // of it
  // The contact where it was made for this mention: nothing else is known of it, and nobody has been told of it.
  std::optional<ContactCard> made;
};

// What was set here. `changed_at`: when somebody did last, 0: nobody did; of a deleted contact, when it was deleted.
struct ContactSettings {
  std::string given_name;  // shown before what WhatsApp says
  std::string email;
  std::string attributes;
  ContactStatus status = ContactStatus::active;
  std::int64_t changed_at = 0;
  std::string given_phone;  // shown while no number was seen later than it was given
  std::int64_t given_phone_at = 0;
};

class People {
 public:
  explicit People(Connection& db) : db_(db) {}

  // Says ahead what finding a person will ask for. The contact, where it is known by now; 0: nobody has that name yet.
  std::optional<std::int64_t> expect(std::int64_t organization, const Identity& identity);
  // What somebody without a contact would be numbered by.
  static std::string canonical(const Identity& identity);
  // The same of heard().
  void expect_heard(std::int64_t organization, std::int64_t contact);

  // Finds or makes the contact; identity must not be empty.
  Person find(std::int64_t organization, const Identity& identity, Timestamp at, const Profile& profile,
              Moves& moves);
  // The same for a message that is about to be stored with that time. Where its profile says what is known already,
  // nothing is written and `confirms` is set: the message itself, marked so, then stands for the sighting.
  Person find_for_message(std::int64_t organization, const Identity& identity, Timestamp at,
                          const Profile& profile, Moves& moves, bool& confirms);
  // Notes the newest sighting that a marked message of this identifier stands for, before such a message changes.
  void confirm(std::int64_t organization, std::int64_t alias, std::int64_t contact);
  void confirm(std::int64_t organization, std::int64_t contact);
  void rename(std::int64_t organization, const RenameFact& fact, Moves& moves);
  void address_book(std::int64_t organization, const AddressBookFact& fact, Moves& moves);
  void preference(std::int64_t organization, const PreferenceFact& fact, Moves& moves);

  ContactCard card(std::int64_t organization, std::int64_t contact);
  // Brings the contact's row in line with its identifiers.
  ContactCard refresh(std::int64_t organization, std::int64_t contact);

  ContactSettings settings(std::int64_t organization, std::int64_t contact);
  // What is shown of the contact must be brought in line afterwards.
  void set(std::int64_t organization, std::int64_t contact, const ContactSettings& settings);
  // The person did something at that time: a contact that was deleted before it is back.
  void heard(std::int64_t organization, std::int64_t contact, std::int64_t at);

  // What it is called outside; 0 where there is none.
  std::int64_t number(std::int64_t organization, std::int64_t contact) {
    return place(organization, contact).number;
  }

  struct Returned {
    std::int64_t organization = 0, contact = 0;
  };
  // Writes what is still in memory, and tells which contacts came back.
  std::vector<Returned> flush();

 private:
  static constexpr int seen_together = 0, replaced = 1;  // kinds of links

  struct Alias {
    std::int64_t id = 0, contact = 0, first_at = 0;
    int kind = 0;
    std::string key;
    std::string value;           // as it stands
    std::string name, username;  // as they stood when it was looked up
  };
  static Person with(Person person, const Alias& named);
  // Without an id where there is none yet.
  Alias look_up(std::int64_t organization, AliasKind kind, std::string_view value);
  // Makes it, or notes that it was seen earlier than was known.
  void note(std::int64_t organization, Alias& alias, std::string_view value, std::int64_t at, bool& changed);
  // All identifiers of one mention, the one that names the person first.
  std::vector<Alias> sight_all(std::int64_t organization, const Identity& identity, std::int64_t at,
                               bool& changed);
  bool link(std::int64_t organization, const Alias& alias, const Alias& other, int kind, std::int64_t at);
  // Divides anew the contacts of `named` and gives each of `named` its contact.
  void divide(std::int64_t organization, std::vector<Alias>& named, Moves& moves);
  std::vector<Alias> neighbourhood(std::int64_t organization, const std::vector<Alias>& named);
  std::int64_t new_contact(std::int64_t organization);
  // The aliases of one contact-free fact: sighted, linked, divided.
  std::vector<Alias> meet(std::int64_t organization, const Identity& identity, std::int64_t at, Moves& moves);
  // The same for one that may be alone and new, which is made with all that is told of it.
  std::vector<Alias> meet(std::int64_t organization, const Identity& identity, std::int64_t at,
                          const Profile& told, Moves& moves, std::optional<ContactCard>& made);
  std::vector<Alias> join(std::int64_t organization, std::vector<Alias> named, std::int64_t at, bool changed,
                          Moves& moves);
  ContactCard introduce(std::int64_t organization, Alias& alias, std::string_view value, std::int64_t at,
                        const Profile& told);
  std::int64_t next_alias_id(std::int64_t organization);
  std::int64_t next_contact_id(std::int64_t organization);
  void profile(std::int64_t organization, const Alias& alias, const Profile& profile, std::int64_t at,
               Moves& moves);
  bool knows(std::int64_t organization, const Alias& alias, const Profile& profile);
  std::int64_t newest_marked_at(std::int64_t organization, std::int64_t alias, std::int64_t contact,
                                std::int64_t after, std::int64_t flag);
  ContactPlace place(std::int64_t organization, std::int64_t contact);
  // What was set of one contact passes to another, which wins where both have something.
  void pass_on(std::int64_t organization, std::int64_t contact, std::int64_t heir);
  // Removes a contact that no identifier belongs to any more.
  void remove(std::int64_t organization, std::int64_t contact, const Moves& moves);

  Connection& db_;
  ContactRank rank_{db_};
  std::vector<Returned> returned_;
  std::set<std::pair<std::int64_t, std::int64_t>>
      made_;  // (organization, contact): introduced, and not set since
  std::map<std::int64_t, std::int64_t> next_alias_, next_contact_;  // by organization, where they are known
};

}  // namespace parley::sql
