#include "store/transaction.h"

#include "store/sql/connection.h"
#include "store/sql/recorder.h"

namespace parley {
namespace {

constexpr sql::Query grow_setup{"UPDATE counter SET value = value + 1 WHERE name = 'setup'"};

}  // namespace

void Transaction::changed_setup() const { db.run(grow_setup); }

void Transaction::settle() const { recorder.flush(); }

void Transaction::event(OrganizationId organization, EventKind kind, std::int64_t conversation,
                        MessageKey message) const {
  recorder.event(organization, kind, conversation, message.value);
}

void Transaction::contact_event(OrganizationId organization, EventKind kind, std::int64_t contact) const {
  recorder.event(organization, kind, 0, contact);
}

}  // namespace parley
