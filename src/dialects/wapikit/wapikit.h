#pragma once
// Wapikit's API. README.md has a row an endpoint; routes.cpp is the table.

#include "dialects/dialect.h"
#include "domain/permission.h"

#include <optional>
#include <string>

namespace parley::wapikit {

extern const Dialect dialect;

// The token's text: x-access-token, else x-access-key, else a bearer token; of an event stream, whose callers cannot
// set headers, else the query's `token`.
std::optional<std::string> credential(const http::Request& request, const http::Params& params);

// Rates by caller and route, then the permissions the route needs. Throws rate_limited "route" and forbidden
// "permission".
void admit(const Call& call, Context& context);
void finish(const Call& call, http::Reply& reply, Context& context);

// Words problems: {"message": …}.
void refuse(const Problem& problem, const Call& call, http::Reply& reply);
// A refusal in the operator's style: as it is, or the bare text that Wapikit's own frontend shows.
void restyle(http::Reply& reply, ErrorStyle style);

// auth.cpp
Task<> log_in(const Call& call, http::Reply& reply, Context& context);
Task<> switch_organization(const Call& call, http::Reply& reply, Context& context);
Task<> join_organization(const Call& call, http::Reply& reply, Context& context);
Task<> accept_invite(const Call& call, http::Reply& reply, Context& context);
// registration.cpp, reset.cpp
Task<> register_user(const Call& call, http::Reply& reply, Context& context);
Task<> verify_email(const Call& call, http::Reply& reply, Context& context);
Task<> begin_reset(const Call& call, http::Reply& reply, Context& context);
Task<> verify_reset(const Call& call, http::Reply& reply, Context& context);
Task<> complete_reset(const Call& call, http::Reply& reply, Context& context);
// api_keys.cpp
Task<> get_api_key(const Call& call, http::Reply& reply, Context& context);
Task<> renew_api_key(const Call& call, http::Reply& reply, Context& context);
// users.cpp
Task<> get_user(const Call& call, http::Reply& reply, Context& context);
Task<> change_own_user(const Call& call, http::Reply& reply, Context& context);
// organizations.cpp, phone_numbers.cpp
Task<> add_own_organization(const Call& call, http::Reply& reply, Context& context);
Task<> list_organizations(const Call& call, http::Reply& reply, Context& context);
Task<> get_organization(const Call& call, http::Reply& reply, Context& context);
Task<> change_own_organization(const Call& call, http::Reply& reply, Context& context);
Task<> transfer_organization(const Call& call, http::Reply& reply, Context& context);
Task<> get_ai_configuration(const Call& call, http::Reply& reply, Context& context);
Task<> list_phone_numbers(const Call& call, http::Reply& reply, Context& context);
Task<> get_phone_number(const Call& call, http::Reply& reply, Context& context);
Task<> set_business_account(const Call& call, http::Reply& reply, Context& context);
// members.cpp, roles.cpp, invites.cpp
Task<> list_members(const Call& call, http::Reply& reply, Context& context);
Task<> get_member(const Call& call, http::Reply& reply, Context& context);
Task<> change_member(const Call& call, http::Reply& reply, Context& context);
Task<> delete_member(const Call& call, http::Reply& reply, Context& context);
Task<> set_member_roles(const Call& call, http::Reply& reply, Context& context);
Task<> list_roles(const Call& call, http::Reply& reply, Context& context);
Task<> add_new_role(const Call& call, http::Reply& reply, Context& context);
Task<> get_role(const Call& call, http::Reply& reply, Context& context);
Task<> change_one_role(const Call& call, http::Reply& reply, Context& context);
Task<> delete_role(const Call& call, http::Reply& reply, Context& context);
Task<> list_invites(const Call& call, http::Reply& reply, Context& context);
Task<> add_new_invite(const Call& call, http::Reply& reply, Context& context);
Task<> get_invite(const Call& call, http::Reply& reply, Context& context);

}  // namespace parley::wapikit
