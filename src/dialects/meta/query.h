#pragma once
// Parameters read into what the store is asked; pure. One that is empty or not ours is ignored; one that is wrong throws
// Problem::invalid with its name. A word that no filter knows finds nothing. Each filter that is asked for goes into the
// scope of the list's cursors.

#include "dialects/meta/cursor.h"
#include "domain/conversation.h"
#include "http/params.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::graph {

struct Page {
  std::int64_t limit = 20;
  std::optional<Place> after, before;  // one of them at most; `before`: what is newer
};
// `scope` names all filters that were read before.
Page read_page(const http::Params& params, const Seal& seal, const Scope& scope);

// A time with both ends in: ISO 8601, or seconds since 1970.
struct Span {
  std::optional<Timestamp> since, until;
};

struct ConversationParams {
  bool finds_nothing = false;
  std::vector<ConversationStatus> status;  // one of these; empty: any
  Span active;
  std::string person;       // a telephone number's digits, or a BSUID; empty: anybody
  bool unassigned = false;  // only what nobody is assigned to
};
ConversationParams read_conversation_params(const http::Params& params, Scope& scope);

struct MessageParams {
  bool finds_nothing = false;
  std::optional<Direction> direction;
  std::vector<MessageStatus> status;
  Span at;
  std::string conversation;  // an id; empty: any
};
MessageParams read_message_params(const http::Params& params, Scope& scope);

struct ContactParams {
  bool finds_nothing = false;
  std::string person;
};
ContactParams read_contact_params(const http::Params& params, Scope& scope);

struct CallParams {
  bool finds_nothing = false;
  std::optional<Direction> direction;
  std::string status, call_id;  // empty: any
  Span at;
};
CallParams read_call_params(const http::Params& params, Scope& scope);

// How a client may name a person: digits of a telephone number with anything between and a plus before, or any other
// identifier as it is. Empty for what could not be kept.
std::string person_of(std::string_view text);

}  // namespace parley::graph
