#pragma once
// Bodies read into what is to be done; pure. What is missing or wrong throws Problem::invalid with the words the caller
// reads. Ids are checked to be UUIDs and stay texts; phones come out as digits.

#include "base/json.h"
#include "dialects/wapikit/spelling.h"
#include "domain/conversation.h"
#include "http/request.h"
#include "store/contacts.h"

#include <optional>
#include <string>
#include <vector>

namespace parley::wapikit {

// POST /conversations: whom to, and from which number of ours.
struct ConversationStart {
  std::string contact;  // an id; empty: by phone
  std::string phone;
  std::string name;
  std::string phone_number_id;  // empty: the usual one
};
ConversationStart read_conversation_start(Json body);

ConversationStatus read_conversation_status(Json body);
std::string read_assignee(Json body);

struct ContactText {
  std::string phone, name, attributes;
  ContactStatus status = ContactStatus::active;
  std::vector<std::string> lists;  // ids, each once
};
// An element of POST /contacts, and the body of POST /contacts/{id}.
ContactText read_new_contact(Json element);
ContactText read_contact(Json body);

struct ListText {
  std::string name;
  std::string description;
  std::vector<std::string> tags, contacts;  // ids, each once
};
ListText read_list_text(Json body);

std::string read_tag_label(Json body);

// A telephone number as people write it, as digits; empty where it is none. A plus or 00 in front is left out.
std::string phone_digits(std::string_view text);
// Whether it may be a contact's name.
bool is_contact_name(std::string_view text);
// A JSON object of bounded size as it is kept; nothing where it is none.
std::optional<std::string> attributes_of(Json value);
// The ids of an array of texts, each once; `name` is the member's.
std::vector<std::string> read_ids(Json array, std::string_view name, Kind kind);

}  // namespace parley::wapikit
