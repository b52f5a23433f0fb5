#pragma once
// Meta's own shape: the Graph API's calls for WhatsApp, with the history calls that Kapso adds to them. README.md has a row
// an endpoint.

#include "dialects/dialect.h"
#include "domain/conversation.h"
#include "domain/meta_error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::graph {

extern const Dialect dialect;

// Whether a path begins with a version of the Graph API: "/v23.0/".
bool is_versioned(std::string_view path);

// Handlers of sending.cpp.
Task<> post_message(const Call& call, http::Reply& reply, Context& context);

// Of conversations.cpp, messages.cpp, contacts.cpp and calls.cpp.
Task<> list_conversations(const Call& call, http::Reply& reply, Context& context);
Task<> get_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> change_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> list_messages(const Call& call, http::Reply& reply, Context& context);
Task<> get_message(const Call& call, http::Reply& reply, Context& context);
Task<> list_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> get_contact(const Call& call, http::Reply& reply, Context& context);
Task<> change_contact(const Call& call, http::Reply& reply, Context& context);
Task<> list_calls(const Call& call, http::Reply& reply, Context& context);

// Of platform.cpp.
Task<> list_phone_numbers(const Call& call, http::Reply& reply, Context& context);

// Of media.cpp.
Task<> upload_media(const Call& call, http::Reply& reply, Context& context);

// Of passing.cpp: on to Meta, as the number or the account that the path names.
Task<> pass_of_number(const Call& call, http::Reply& reply, Context& context);
Task<> pass_of_account(const Call& call, http::Reply& reply, Context& context);
Task<> get_template(const Call& call, http::Reply& reply, Context& context);
// Of nodes.cpp: what the path names is found out first.
Task<> pass_of_flow(const Call& call, http::Reply& reply, Context& context);
Task<> make_flow(const Call& call, http::Reply& reply, Context& context);
Task<> get_node(const Call& call, http::Reply& reply, Context& context);
Task<> post_node(const Call& call, http::Reply& reply, Context& context);
Task<> delete_node(const Call& call, http::Reply& reply, Context& context);

// The frame of every answer: access.cpp and refusals.cpp.
std::optional<std::string> credential(const http::Request& request, const http::Params& params);
std::string make_trace();
void admit(const Call& call, Context& context);
void refuse(const Problem& problem, const Call& call, http::Reply& reply);
// An error of Meta's, or in Meta's place: then its trace is the call's own.
void write_error(MetaError error, const Call& call, http::Reply& reply);

// Whether the caller's token is for that number.
bool may_use(const Call& call, const Sender& number);
// The number of ours with that id, as far as the token may use it; null where there is none.
const Sender* number_with(const std::vector<Sender>& numbers, const Call& call, std::string_view id);
// The one that the path's second brace names. Problem not_found `thing`, "object" or "number".
const Sender& number_of_path(const std::vector<Sender>& numbers, const Call& call, const char* thing);
// One of that business account, a connected one where there is one; null where the token may use none such.
const Sender* number_of_account(const std::vector<Sender>& numbers, const Call& call, std::string_view waba);

// Of Problems: what the path names is not there, in Graph's words.
Problem no_object(const Call& call);

}  // namespace parley::graph
