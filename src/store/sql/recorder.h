#pragma once
// Applies webhook bodies to the store, inside a transaction that its caller holds. One Recorder lives for a batch; when
// the batch fails, both are thrown away. The state it leaves is a function of the set of facts it was told.

#include "domain/draft.h"
#include "store/sql/connection.h"
#include "store/sql/media_rows.h"
#include "store/sql/message_key.h"
#include "store/sql/outbox_rows.h"
#include "store/sql/people.h"
#include "store/sql/threads.h"
#include "store/store.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace parley::sql {

// Our numbers, as the writer routes by them.
class Routes {
 public:
  void load(Connection& db);
  [[nodiscard]] const Sender* find(const Scope& scope) const;
  // The organization of an account without a number: that of the account's first number.
  [[nodiscard]] const Sender* of_account(const std::string& waba) const;

 private:
  std::vector<Sender> senders_;
  std::map<std::string, std::size_t, std::less<>> by_phone_number_id_, by_phone_, by_waba_;
};

class Recorder {
 public:
  Recorder(Connection& db, const Routes& routes, Timestamp now) : db_(db), routes_(routes), now_(now) {}

  // What is said ahead (see Connection::ahead) is said in rounds from 0, until nothing new follows from what has come.
  void begin_expecting(int round) { expecting_ = round, expected_ = 0; }
  // Says what recording this will ask for, which must follow.
  void expect(const Delivery& delivery, std::string_view packed);
  // `packed` is the body, compressed by the caller's thread.
  Recorded record(const Delivery& delivery, std::string_view packed);
  // Applies a kept body again and notes what became of it.
  Recorded replay(DeliveryId id, std::string_view body, const std::optional<Facts>& facts);
  // `subject`: a message's key, or a contact's number.
  void event(OrganizationId organization, EventKind kind, std::int64_t conversation = 0,
             std::int64_t subject = 0);

  // What is sent from here, see store/outbox.h: kept as a message that waits, known by `key`.
  struct Sent {
    std::int64_t key = 0;
    std::string tag;
    std::int64_t conversation = 0;  // public number
    std::int64_t at = 0;
  };
  Sent keep_draft(const Sender& sender, const Draft& draft, const std::string& tag, SentSink sink);
  void expect_draft(const Sender& sender, const Draft& draft, const std::string& tag);
  // Meta has taken it, under that id. `recipient`: all that names who it went to, where Meta said more than we did.
  struct Accepted {
    std::string wamid;
    Identity recipient;
    std::string sent_to, message_status;  // see MessageRow
  };
  void accept(const Sender& sender, std::int64_t key, const Accepted& as);
  // What became of it; `wamid` empty: it has none.
  void expect_attempt(const Sender& sender, std::int64_t key, std::string_view tag, const std::string& wamid);
  void react(const Sender& sender, const Draft& draft, const std::string& wamid, std::int64_t at);
  // Meta has not; nothing where its wamid is known, since then it has.
  void fail(std::int64_t organization, std::int64_t key, const std::string& errors);
  void tell_of_sent(std::int64_t organization, std::int64_t key);

  // Writes what is still in memory. The last call before the commit.
  void flush();
  // The organizations that have new events, each with its last.
  [[nodiscard]] const std::map<std::int64_t, std::int64_t>& rung() const { return sequences_; }
  Threads& threads() { return threads_; }
  People& people() { return people_; }
  Outbox& outbox() { return outbox_; }

 private:
  struct Scene;  // one fact in its surroundings
  // What becomes of a body: by the numbers that it names alone.
  struct Outcome {
    std::int64_t organization = 0;  // 0: of several, or of none yet
    std::string_view word = "malformed";
    int parked = 0, unrouted = 0;
    std::set<std::string> awaited;
  };

  [[nodiscard]] Outcome outcome_of(const Facts& facts) const;
  [[nodiscard]] const Sender* sender_of(const Facts& facts, const Fact& fact) const;
  template <class Put>
  void put_delivery(const Delivery& delivery, std::string_view packed, const Outcome& outcome, int attempt,
                    const Put& put);
  Recorded keep(const Delivery& delivery, std::string_view packed, const Outcome& outcome);
  void apply(std::int64_t delivery, std::string_view body, const Facts& facts);
  void forget_failures(std::int64_t delivery);
  void settle(std::int64_t delivery, const Outcome& outcome);
  void note_failures(std::int64_t delivery, const Facts& facts, const Outcome& outcome);
  void expect(const Sender& sender, const Fact& fact);
  void expect_person(const Sender& sender, const Identity& identity);
  // Its place, where that is known by now.
  std::optional<KeyedPlace> expect_message(const Sender& sender, const std::string& wamid);
  void expect_status(const Sender& sender, const StatusFact& fact);
  void expect_surroundings(const Sender& sender);
  void expect_claim(const Sender& sender, std::string_view tag);
  // A message that was sent from here; its place where that is known by now.
  std::optional<KeyedPlace> expect_sent(std::int64_t organization, std::int64_t key);
  void apply(const Scene& scene, const MessageFact& fact);
  void apply(const Scene& scene, const StatusFact& fact);
  void apply(const Scene& scene, const ReactionFact& fact);
  void apply(const Scene& scene, const EditFact& fact);
  void apply(const Scene& scene, const RevokeFact& fact);
  void apply(const Scene& scene, const RenameFact& fact);
  void apply(const Scene& scene, const CallFact& fact);
  void apply(const Scene& scene, const AddressBookFact& fact);
  void apply(const Scene& scene, const PreferenceFact& fact);
  void apply(const Scene& scene, const NoticeFact& fact);

  void follow(const Scene& scene, Moves& moves);
  void tell_of(std::int64_t organization, std::vector<std::int64_t> contacts);
  void move_call(const Scene& scene, const CallFact& fact, std::int64_t at);
  void tell_of_made(const Scene& scene, const Person& person);
  Person person(const Scene& scene, const Identity& identity, Timestamp at, const Profile& profile);
  // The message of that id, or the free key it would have.
  std::optional<StoredMessage> find_message(const Sender& sender, const std::string& wamid,
                                            std::int64_t& key);
  std::optional<StoredMessage> sent_message(std::int64_t organization, std::int64_t key);
  // The message with that tag, where it was sent from here, has this wamid.
  void claim(const Scene& scene, std::string_view tag, const std::string& wamid);
  // The message becomes `after`, under that wamid, with all that was told of it. False where it is another one's.
  bool name(const Scene& scene, const StoredMessage& before, StoredMessage after, const std::string& wamid);
  void join(StoredMessage& message, const StoredMessage& other);
  void merge(const Scene& scene, const MessageFact& fact, const StoredMessage& stored);
  StoredMessage fresh(const Scene& scene, const MessageFact& fact, const Thread& thread, std::int64_t alias);
  void take_pending(StoredMessage& message);
  // The errors of the first failure that was reported.
  void show_errors(StoredMessage& message);
  void show_newest(StoredMessage& message);
  void keep_base(const StoredMessage& message);
  bool add_revision(const Scene& scene, int kind, const std::string& wamid, Timestamp at, Direction direction,
                    const std::string& author, const std::string& content, std::int64_t key);
  void revise(const Scene& scene, const std::string& target_wamid, std::int64_t key,
              const std::optional<StoredMessage>& target, EventKind kind);
  void await_message(const Scene& scene, std::int64_t key, const std::string& wamid);
  // The file of a message, or of an edit of it, waits to be fetched.
  void await_file(const Sender& sender, std::int64_t key, const Media& media, std::int64_t at,
                  bool is_draft = false);
  void store(const StoredMessage& before, const StoredMessage& after, EventKind kind);

  Connection& db_;
  const Routes& routes_;
  Timestamp now_;
  People people_{db_};
  Threads threads_{db_, people_};
  Outbox outbox_{db_};
  std::map<std::int64_t, std::int64_t> sequences_;  // organization → last event
  std::map<std::int64_t, MediaChange> files_;       // organization → files that became known
  int expecting_ = 0;                               // the round
  std::size_t expected_ = 0;                        // facts in it
};

}  // namespace parley::sql
