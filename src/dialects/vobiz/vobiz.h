#pragma once
// Vobiz's messaging API in both of its states: legacy at /v1/messaging, current at /api/v1/messaging. README.md has a
// row an endpoint.

#include "dialects/dialect.h"
#include "dialects/vobiz/ids.h"

#include <optional>
#include <string>
#include <vector>

namespace parley::vobiz {

extern const Dialect dialect;

// The two states differ in how lists are wrapped and in what conversations and messages look like; the path tells.
enum class State { legacy, current };
inline State state_of(const Call& call) {
  return call.request.path.starts_with("/api/") ? State::current : State::legacy;
}

// Handlers; a resource a file.
Task<> get_account(const Call& call, http::Reply& reply, Context& context);
Task<> list_channels(const Call& call, http::Reply& reply, Context& context);
Task<> add_channel(const Call& call, http::Reply& reply, Context& context);
Task<> change_channel(const Call& call, http::Reply& reply, Context& context);
Task<> remove_channel(const Call& call, http::Reply& reply, Context& context);
Task<> request_code(const Call& call, http::Reply& reply, Context& context);
Task<> confirm_code(const Call& call, http::Reply& reply, Context& context);
Task<> list_templates(const Call& call, http::Reply& reply, Context& context);
Task<> create_template(const Call& call, http::Reply& reply, Context& context);
Task<> sync_templates(const Call& call, http::Reply& reply, Context& context);
Task<> list_conversations(const Call& call, http::Reply& reply, Context& context);
Task<> list_messages(const Call& call, http::Reply& reply, Context& context);
Task<> send_message(const Call& call, http::Reply& reply, Context& context);
Task<> get_message(const Call& call, http::Reply& reply, Context& context);
Task<> list_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> get_contact(const Call& call, http::Reply& reply, Context& context);
Task<> add_contact(const Call& call, http::Reply& reply, Context& context);
Task<> change_contact(const Call& call, http::Reply& reply, Context& context);
Task<> remove_contact(const Call& call, http::Reply& reply, Context& context);
Task<> import_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> list_canned_responses(const Call& call, http::Reply& reply, Context& context);
Task<> add_canned_response(const Call& call, http::Reply& reply, Context& context);
Task<> remove_canned_response(const Call& call, http::Reply& reply, Context& context);

// Both headers joined, as the token is stored; nothing where one is missing or empty.
std::optional<std::string> credential(const http::Request& request, const http::Params& params);
std::string request_id();
// What is not a number's but the account's may be changed only with a token of the whole account: Problem forbidden.
void need_whole_account(const Call& call);
// The numbers of ours that a token shows; empty: all.
std::vector<SenderId> shown_senders(const Token& token);

// A number of ours by its channel's id, as far as the token shows it; one that was taken away, too. Null: there is none.
const Sender* find_channel(const std::vector<Sender>& senders, const Token& token, const Ids& ids,
                           std::string_view id);
// The channel that the path names. Problem not_found "channel" for one that is not there or was taken away.
const Sender& channel_of_path(const Call& call, const std::vector<Sender>& senders, const Ids& ids);

void refuse(const Problem& problem, const Call& call, http::Reply& reply);

// The answer to a deletion: 204 without a body.
void answer_nothing(http::Reply& reply);

}  // namespace parley::vobiz
