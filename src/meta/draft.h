#pragma once
// What clients may send, in the shape of Meta's Cloud API, both ways: read into a draft, or refused as Meta would; and
// written as the body of POST /{phone_number_id}/messages.

#include "base/json.h"
#include "domain/draft.h"
#include "domain/meta_error.h"

#include <string>
#include <string_view>
#include <variant>

namespace parley::meta {

// Such a body, read: what it asks for, or why Meta would not take it.
using SendRequest = std::variant<Draft, ReadMark, MetaError>;
SendRequest read_send_request(std::string_view body);

// What a client that does not speak Meta's shape says of a message to be sent.
struct DraftParts {
  std::string type;   // Meta's word
  Json object;        // what stands in the member of that name; not deeper than JsonTree reads
  Identity to;        // one identifier
  std::string input;  // as the client spelt it; empty: the identifier
  std::string quoted_wamid;
  std::string callback_data;
  std::string more;  // compact JSON object, or empty
};
std::variant<Draft, MetaError> make_draft(DraftParts parts);

// `callback_data` is what is sent as biz_opaque_callback_data; empty: none. The draft's own is not looked at.
std::string graph_body(const Draft& draft, std::string_view callback_data);
std::string graph_body(const ReadMark& mark);

}  // namespace parley::meta
