#pragma once
// Kirim.chat's public API v1: everything that reads or manages conversations. README.md has a row an endpoint.

#include "dialects/dialect.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley::kirim {

extern const Dialect dialect;

// Handlers: organization.cpp, conversations.cpp, messages.cpp, receipts.cpp, contacts.cpp, labelling.cpp, labels.cpp and
// templates.cpp.
Task<> tell_health(const Call& call, http::Reply& reply, Context& context);
Task<> describe_api(const Call& call, http::Reply& reply, Context& context);
Task<> get_me(const Call& call, http::Reply& reply, Context& context);
Task<> list_accounts(const Call& call, http::Reply& reply, Context& context);

Task<> list_conversations(const Call& call, http::Reply& reply, Context& context);
Task<> get_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> change_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> attach_conversation_label(const Call& call, http::Reply& reply, Context& context);
Task<> detach_conversation_label(const Call& call, http::Reply& reply, Context& context);

Task<> list_messages(const Call& call, http::Reply& reply, Context& context);
Task<> get_message(const Call& call, http::Reply& reply, Context& context);
Task<> get_media(const Call& call, http::Reply& reply, Context& context);
Task<> post_message(const Call& call, http::Reply& reply, Context& context);

Task<> list_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> create_contact(const Call& call, http::Reply& reply, Context& context);
Task<> get_contact(const Call& call, http::Reply& reply, Context& context);
Task<> change_contact(const Call& call, http::Reply& reply, Context& context);
Task<> delete_contact(const Call& call, http::Reply& reply, Context& context);
Task<> attach_contact_label(const Call& call, http::Reply& reply, Context& context);
Task<> detach_contact_label(const Call& call, http::Reply& reply, Context& context);
Task<> label_contacts(const Call& call, http::Reply& reply, Context& context);

Task<> list_labels(const Call& call, http::Reply& reply, Context& context);
Task<> create_label(const Call& call, http::Reply& reply, Context& context);
Task<> get_label(const Call& call, http::Reply& reply, Context& context);
Task<> change_label(const Call& call, http::Reply& reply, Context& context);
Task<> delete_label(const Call& call, http::Reply& reply, Context& context);

Task<> list_templates(const Call& call, http::Reply& reply, Context& context);
Task<> create_template(const Call& call, http::Reply& reply, Context& context);
Task<> get_template(const Call& call, http::Reply& reply, Context& context);
Task<> sync_templates(const Call& call, http::Reply& reply, Context& context);

// The frame of every answer (frame.cpp).
std::optional<std::string> credential(const http::Request& request, const http::Params& params);
std::string make_request_id();
void admit(const Call& call, Context& context);
void finish(const Call& call, http::Reply& reply, Context& context);

// How a Problem's subject names what is wrong (refusals.cpp): the parameter or member, for which the code follows from
// its name, or one of these two before it.
constexpr std::string_view missing = "missing ";     // missing_required_field
constexpr std::string_view unfit = "the value of ";  // invalid_field_value, whatever the name
void refuse(const Problem& problem, const Call& call, http::Reply& reply);

// Our OpenAPI document (openapi.cpp).
std::string_view openapi_document();

}  // namespace parley::kirim
