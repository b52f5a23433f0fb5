#pragma once
// What the bodies of requests say; pure. Members that are not ours are ignored. Problems: invalid "body",
// `missing` and a member's name, a member's name.

#include "domain/conversation.h"
#include "domain/draft.h"
#include "http/request.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::kirim {

// Absent members stay as they are.
struct ConversationBody {
  std::optional<std::string> status;  // one of their words
  bool has_assignee = false;
  std::optional<std::string> assigned_to;  // an id; nothing: nobody
};
ConversationBody read_conversation_body(const http::Request& request);

// An empty text takes away what was there.
struct ContactBody {
  std::string phone;  // digits; only of a new one
  std::optional<std::string> name, email;
  std::optional<std::string> metadata;  // a JSON object
};
ContactBody read_new_contact(const http::Request& request);
ContactBody read_contact_change(const http::Request& request);

std::string read_label_id(const http::Request& request);

struct BulkLabelBody {
  std::vector<std::string> contacts;  // ids, each once
  std::string label;                  // an id
  bool attach = true;
};
BulkLabelBody read_bulk_label(const http::Request& request);

struct LabelBody {
  std::optional<std::string> name, color, team;
};
LabelBody read_new_label(const http::Request& request);
LabelBody read_label_change(const http::Request& request);

// The body of POST messages: a read receipt, or a message to send.
struct MessageBody {
  bool is_receipt = false;
  std::string wamid;    // of a receipt: which message was read
  bool typing = false;  // of a receipt: an answer is being written
  Draft draft = {};     // of a message
};
MessageBody read_message_body(const http::Request& request);

}  // namespace parley::kirim
