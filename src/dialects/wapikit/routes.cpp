#include "dialects/wapikit/wapikit.h"

namespace parley::wapikit {
namespace {

using enum http::Method;
using enum Permission;

constexpr bool open = true;  // no token is asked for
constexpr bool closed = false;

constexpr Route routes[] = {
    {post, "/api/auth/login", log_in, open},
    {post, "/api/auth/register", register_user, open},
    {post, "/api/auth/verify-email", verify_email, open},
    {post, "/api/auth/reset-password/init", begin_reset, open},
    {post, "/api/auth/reset-password/verify", verify_reset, open},
    {post, "/api/auth/reset-password/complete", complete_reset, open},
    {get, "/api/auth/api-keys", get_api_key, closed, bits_of(read_api_keys)},
    {get, "/api/auth/api-keys/regenerate", renew_api_key, closed, bits_of(renew_api_keys)},
    {post, "/api/auth/switch", switch_organization},
    {post, "/api/auth/join-organization", join_organization},

    {get, "/api/user", get_user},
    {post, "/api/user", change_own_user},

    {post, "/api/organization", add_own_organization},
    {get, "/api/organization", list_organizations},
    {get, "/api/organization/{id}", get_organization},
    {post, "/api/organization/{id}", change_own_organization, closed, bits_of(change_organization)},
    {post, "/api/organization/{id}/transfer", transfer_organization},
    {get, "/api/organization/ai-configuration", get_ai_configuration},
    {get, "/api/organization/phone-numbers", list_phone_numbers, closed, bits_of(read_senders)},
    {get, "/api/organization/phone-numbers/{id}", get_phone_number, closed, bits_of(read_senders)},
    {post, "/api/organization/whatsappBusinessAccount", set_business_account},

    {get, "/api/organization/members", list_members, closed, bits_of(read_members)},
    {get, "/api/organization/members/{id}", get_member, closed, bits_of(read_members)},
    {post, "/api/organization/members/{id}", change_member, closed, bits_of(change_members)},
    {del, "/api/organization/members/{id}", delete_member, closed, bits_of(remove_members)},
    {post, "/api/organization/members/{id}/role", set_member_roles, closed, bits_of(change_members)},
    {get, "/api/organization/invites", list_invites, closed, bits_of(read_members)},
    {post, "/api/organization/invites", add_new_invite, closed, bits_of(add_members)},
    {get, "/api/organization/invite/{slug}", get_invite},
    {post, "/api/organization/invite/{slug}/accept", accept_invite},

    {get, "/api/rbac/roles", list_roles, closed, bits_of(read_roles)},
    {post, "/api/rbac/roles", add_new_role, closed, bits_of(add_roles)},
    {get, "/api/rbac/roles/{id}", get_role, closed, bits_of(read_roles)},
    {post, "/api/rbac/roles/{id}", change_one_role, closed, bits_of(change_roles)},
    {del, "/api/rbac/roles/{id}", delete_role, closed, bits_of(remove_roles)},
};

}  // namespace

constexpr Dialect dialect{
    .name = "wapikit",
    .api = Api::wapikit,
    .routes = routes,
    .credential = credential,
    .refuse = refuse,
    .admit = admit,
    .finish = finish,
};

}  // namespace parley::wapikit
