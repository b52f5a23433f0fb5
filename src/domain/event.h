#pragma once
// A line of an organization's log: something changed. Written in the transaction of the change itself.

#include "base/time.h"
#include "domain/ids.h"

#include <boost/describe/enum.hpp>

#include <cstdint>

namespace parley {

// Order of declaration is the stored number: append only.
BOOST_DEFINE_ENUM_CLASS(EventKind, message_created, message_changed, message_status, message_edited,
                        message_revoked, reaction_changed, conversation_created, conversation_changed,
                        conversation_merged, contact_changed, call_changed, notice, sender_added, label_added,
                        conversation_status, conversation_assigned, conversation_labelled, conversation_read,
                        conversation_deleted, contact_created, contact_deleted, label_changed,
                        contact_list_changed, canned_response_changed, media_changed)

// Kinds that are about a contact, and tell of everything all the same: a name stands in many places.
constexpr bool names_contact(EventKind kind) {
  return kind == EventKind::contact_created || kind == EventKind::contact_changed ||
         kind == EventKind::contact_deleted;
}

struct Event {
  Sequence sequence;
  OrganizationId organization;
  EventKind kind = EventKind::notice;
  std::int64_t conversation = 0;  // public number; 0: none
  MessageKey message;             // 0: none
  std::int64_t contact = 0;       // public number, of the kinds above; 0: none
  Timestamp at;                   // when it was written here
};

}  // namespace parley
