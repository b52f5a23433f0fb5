#pragma once
// What the functions of store/*.h work on. A Reader sees one moment of the store; a Transaction is a change in
// progress: what is done in it is durable, all of it or nothing, when Store::write ends.

#include "base/time.h"
#include "domain/event.h"

namespace parley::sql {
class Connection;
class Recorder;
class Routes;
}  // namespace parley::sql

namespace parley {

struct Reader {
  sql::Connection& db;
};

struct Transaction : Reader {
  sql::Recorder& recorder;
  sql::Routes& routes;  // what the recorder routes by; load() makes it see this transaction's senders
  Timestamp now;

  // Senders, tokens, roles or organizations changed: every cache of them is old behind the commit.
  void changed_setup() const;
  // Writes what was only changed in memory so far, so that a read in this transaction sees it.
  void settle() const;
  // Adds a line to the organization's log. `conversation` is a public number; 0: none.
  void event(OrganizationId organization, EventKind kind, std::int64_t conversation = 0,
             MessageKey message = {}) const;
  // The same of a contact, by its public number.
  void contact_event(OrganizationId organization, EventKind kind, std::int64_t contact) const;
};

}  // namespace parley
