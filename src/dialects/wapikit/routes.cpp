#include "dialects/wapikit/handlers.h"
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
    {get, "/api/organization/templates", list_templates, closed, bits_of(read_templates)},
    {get, "/api/organization/templates/{id}", get_template, closed, bits_of(read_templates)},
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

    {get, "/api/conversations", list_conversations, closed, bits_of(read_conversations)},
    {post, "/api/conversations", start_conversation, closed, bits_of(change_conversations)},
    {get, "/api/conversation/{id}", get_conversation, closed, bits_of(read_conversations)},
    {post, "/api/conversation/{id}", change_conversation, closed, bits_of(change_conversations)},
    {del, "/api/conversation/{id}", delete_conversation, closed, bits_of(remove_conversations)},
    {post, "/api/conversation/{id}/assign", assign_conversation, closed, bits_of(assign_conversations)},
    {post, "/api/conversation/{id}/unassign", unassign_conversation, closed, bits_of(unassign_conversations)},
    {get, "/api/conversation/{id}/messages", list_conversation_messages, closed, bits_of(read_conversations)},
    {post, "/api/conversation/{id}/messages", send_message, closed, bits_of(read_conversations)},
    {post, "/api/conversation/{id}/upload", upload_media, closed, bits_of(read_conversations)},
    {post, "/api/conversation/{id}/media", upload_media, closed, bits_of(read_conversations)},
    {post, "/api/conversation/{id}/read", read_conversation},
    {get, "/api/conversation/{id}/media/{mediaId}", get_media},
    {get, "/api/conversation/{id}/generate-summary", generate_summary, closed, bits_of(read_conversations)},
    {get, "/api/messages", list_messages, closed, bits_of(read_conversations)},

    {get, "/api/contacts", list_contacts, closed, bits_of(read_contacts)},
    {post, "/api/contacts", create_contacts, closed, bits_of(add_contacts)},
    {del, "/api/contacts", delete_contacts, closed, bits_of(remove_contacts)},
    {post, "/api/contacts/bulk-import", import_contact_file, closed, bits_of(import_contacts, add_contacts)},
    {post, "/api/contacts/bulkImport", import_contact_file_with_progress, closed,
     bits_of(import_contacts, add_contacts)},
    {get, "/api/contacts/{id}", get_contact, closed, bits_of(read_contacts)},
    {post, "/api/contacts/{id}", update_contact, closed, bits_of(change_contacts)},
    {del, "/api/contacts/{id}", delete_contact, closed, bits_of(remove_contacts)},

    {get, "/api/lists", list_lists, closed, bits_of(read_contact_lists)},
    {post, "/api/lists", create_list, closed, bits_of(add_contact_lists)},
    {get, "/api/lists/{id}", get_list, closed, bits_of(read_contact_lists)},
    {post, "/api/lists/{id}", update_list, closed, bits_of(change_contact_lists)},
    {del, "/api/lists/{id}", delete_list, closed, bits_of(remove_contact_lists)},

    {get, "/api/organization/tags", list_tags, closed, bits_of(read_labels)},
    {post, "/api/organization/tags", create_tag, closed, bits_of(add_labels)},
    {get, "/api/user/notifications", list_notifications},

    {get, "/api/health-check", check_health, open},
    {get, "/api/health", check_health, open},
    {get, "/api/meta-data", get_metadata, open},
    {get, "/api/metadata", get_metadata, open},
    {get, "/api/system/feature-flags", get_feature_flags},
    {get, "/api/ai/response-suggestions", suggest_responses},
    {get, "/api/integrations", list_integrations},
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
