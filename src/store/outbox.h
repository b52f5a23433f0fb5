#pragma once
// What waits to be sent: kept with the message that it becomes, leased by whoever sends it, and gone once its fate is known.
// See docs/decisions/2026-11-21-outbox.md. Each verb writes the events of what it changes.

#include "base/function_ref.h"
#include "domain/attempt.h"
#include "domain/conversation.h"
#include "domain/draft.h"
#include "domain/pace.h"
#include "store/transaction.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

struct Enqueued {
  MessageKey message;             // for good; of a reaction nothing is found under it
  std::string wamid;              // local, see is_local: the message is found by it for good
  std::int64_t conversation = 0;  // public number
  Timestamp at;
};

// Is handed a message as readers see it from now on, and its conversation's public number.
using SentSink = FunctionRef<void(const MessageRow&, std::int64_t conversation)>;

// What a message is known by at Meta until it has an id there; nobody guesses it.
std::string new_tag();

// Keeps the message with the status pending, in the conversation of its recipient, which is made where there is none and
// opened where it is deleted. A reaction is no line of the conversation: it shows once Meta has taken it.
// `tag`: a new one, see new_tag; one that is taken already is replaced. `sink` is called where it is no reaction.
Enqueued enqueue(Transaction& in, const Sender& sender, const Draft& draft, const std::string& tag,
                 SentSink sink);
Enqueued enqueue(Transaction& in, const Sender& sender, const Draft& draft,
                 const std::string& tag = new_tag());
// Says ahead what that asks for, see Store::write.
void expect_enqueue(Transaction& in, const Sender& sender, const Draft& draft, const std::string& tag);

// The right to try once.
struct Lease {
  MessageKey message;
  std::int64_t attempt = 0;  // from 1; what came of it is taken for this attempt alone
  std::string tag;           // goes to Meta, see callback_data_with
  Draft draft;               // without its content
  Timestamp created_at;
};

struct LeaseTerms {
  std::int64_t most = 1;       // how many can be sent at once
  Timestamp until;             // behind it their fate is unknown, unless something was told
  Pace pace = per_second(80);  // of the number, for all processes together
  Pace pair = pair_pace;       // of the number to one person; groups have none
};

// Those whose turn it is, oldest first; of a conversation only its first, and of a held number none. Never more than the
// number's pace allows now; what the pair's does not allow waits until it does. A number whose token is refused gets one
// at a time.
std::vector<Lease> lease(Transaction& in, const Sender& sender, const LeaseTerms& terms);

// What came of a lease. All but the first do nothing where something else was told of the message since, or of a later
// attempt. `errors`: Meta's error array, as StatusFact has it.
void accepted(Transaction& in, const Sender& sender, const Lease& lease, const Attempt& attempt);
// It was not taken, and is tried again then; it keeps its turn.
void put_off(Transaction& in, const Sender& sender, const Lease& lease, Timestamp until,
             const std::string& errors);
void failed(Transaction& in, const Sender& sender, const Lease& lease, const std::string& errors);
// It may have been taken. Without further word it is given up then.
void became_unknown(Transaction& in, const Sender& sender, const Lease& lease, Timestamp give_up_at);

// Says ahead what each of them asks for, see Store::write.
void expect_attempt(Transaction& in, const Sender& sender, const Lease& lease, const Attempt& attempt);

// Leases that ended without a word become unknown, and unknown ones that had their time fail, a few of each. How many
// there were.
int expire(Transaction& in, const Sender& sender, Timestamp give_up_at, const std::string& errors);

// Nothing of that number goes before `until`, or longer where it is held for longer, unless it was taken away: then what
// waits is to fail. `refused`: because Meta refuses its token; told once, until Meta takes it or a new one is given.
void hold(Transaction& in, const Sender& sender, Timestamp until, const std::string& trouble, bool refused);
// Meta took its token, whatever it was used for: what was held because of that goes on.
void token_is_accepted(Transaction& in, const Sender& sender);

// How a number of ours is sending.
struct Sending {
  SenderId sender;
  std::int64_t waiting = 0;  // not sent yet, or being sent
  std::int64_t unknown = 0;
  std::int64_t marks = 0;                  // what Meta is to be told of reading, see read_marks.h
  std::int64_t accepted = 0, failed = 0;   // since it was added
  std::optional<Timestamp> oldest;         // of those that are ready or being sent; nothing: there are none
  std::optional<Timestamp> held_until;     // by a limit of Meta's; may be past
  std::optional<Timestamp> refused_since;  // its access token
  std::string trouble;                     // why it is held, in words; empty: it is not
  PaceTime spent;                          // of its pace
  std::optional<Timestamp> lease_at;   // when there is something to lease, as far as the number itself allows
  std::optional<Timestamp> expire_at;  // when there is something to expire
  std::optional<Timestamp> mark_at;    // when there is something to tell of reading
};

// Numbers that ever sent; `busy_only`: that have something to do.
std::vector<Sending> sending(const Reader& from, OrganizationId organization, bool busy_only);

// The organizations that have something to send, or to find out. Looks at every number that ever sent.
std::vector<OrganizationId> sending_organizations(const Reader& from);

enum class Turn : int { behind, ready, leased, unknown };
struct Waiting {
  Turn turn = Turn::behind;
  std::int64_t attempts = 0;
  std::string errors;  // of the last one; empty: none
};
// Nothing where it is not in the outbox, or no more.
std::optional<Waiting> waiting(const Reader& from, OrganizationId organization, MessageKey message);

// What became of a reaction, of which nothing else is found under its key: kept for a day. One of the two is empty.
struct ReactionFate {
  std::string wamid;   // Meta took it
  std::string errors;  // it did not
};
std::optional<ReactionFate> reaction_fate(const Reader& from, OrganizationId organization, MessageKey message,
                                          Timestamp now);

// Its access token for Meta, sealed; empty: it has none.
std::string sealed_access_token(const Reader& from, const Sender& sender);
// Takes the mark of a refused token away.
void set_access_token(Transaction& in, const Sender& sender, const std::string& sealed);

}  // namespace parley
