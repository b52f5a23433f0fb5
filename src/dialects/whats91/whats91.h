#pragma once
// Whats91's public API v2: the conversation, report and send families. README.md has a row an endpoint.

#include "dialects/dialect.h"
#include "domain/conversation.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::whats91 {

extern const Dialect dialect;

// Their version of the API, as each answer's metadata names it.
constexpr std::string_view api_version = "v2";

// Handlers of conversations.cpp and messages.cpp.
Task<> list_conversations(const Call& call, http::Reply& reply, Context& context);
Task<> summarize_conversations(const Call& call, http::Reply& reply, Context& context);
Task<> list_conversations_of_mobile(const Call& call, http::Reply& reply, Context& context);
Task<> get_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> list_messages(const Call& call, http::Reply& reply, Context& context);

// Handlers of reports.cpp, analytics.cpp and campaigns.cpp.
Task<> list_reports(const Call& call, http::Reply& reply, Context& context);
Task<> get_message_status(const Call& call, http::Reply& reply, Context& context);
Task<> list_history(const Call& call, http::Reply& reply, Context& context);
Task<> analyze_delivery(const Call& call, http::Reply& reply, Context& context);
Task<> analyze_failures(const Call& call, http::Reply& reply, Context& context);
Task<> analyze_templates(const Call& call, http::Reply& reply, Context& context);
Task<> analyze_dates(const Call& call, http::Reply& reply, Context& context);
Task<> list_campaigns(const Call& call, http::Reply& reply, Context& context);
Task<> list_campaign_responses(const Call& call, http::Reply& reply, Context& context);
Task<> find_campaign(const Call& call, http::Reply& reply, Context& context);

// Handlers of sending.cpp.
Task<> post_template(const Call& call, http::Reply& reply, Context& context);
Task<> post_chat(const Call& call, http::Reply& reply, Context& context);
Task<> post_message(const Call& call, http::Reply& reply, Context& context);

// The header's bearer token, else the first alias in the query, then in a form or a JSON body, that is not empty. A header of
// another form counts as absent.
std::optional<std::string> credential(const http::Request& request, const http::Params& params);

// The number of ours a call is about: what `senderId` names, what the token is bound to, or the one meant by
// default. Throws forbidden "senderId" or conflict "sender".
const Sender& sender_of(const std::vector<Sender>& senders, const Token& token, const http::Params& params);
const Sender& sender_of(const std::vector<Sender>& senders, const Token& token, std::string_view sender_id);
// The one with that phone_number_id. Throws not_found "phone number" or forbidden "senderId".
const Sender& sender_of_id(const std::vector<Sender>& senders, const Token& token,
                           std::string_view phone_number_id);

void refuse(const Problem& problem, const Call& call, http::Reply& reply);

}  // namespace parley::whats91
