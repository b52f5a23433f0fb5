#include "dialects/meta/graph.h"

namespace parley::graph {
namespace {

using enum http::Method;

constexpr Route routes[] = {
    // Kept here: sends, and the history of what came and went.
    {post, "/v{version}/{phone_number_id}/messages", post_message},
    {get, "/v{version}/{phone_number_id}/messages", list_messages},
    {get, "/v{version}/{phone_number_id}/messages/{wamid...}", get_message},
    {get, "/v{version}/{phone_number_id}/conversations", list_conversations},
    {get, "/v{version}/{phone_number_id}/conversations/{id}", get_conversation},
    {patch, "/v{version}/{phone_number_id}/conversations/{id}", change_conversation},
    {get, "/v{version}/conversations/{id}", get_conversation},
    {patch, "/v{version}/conversations/{id}", change_conversation},
    {get, "/v{version}/{phone_number_id}/contacts", list_contacts},
    {get, "/v{version}/{phone_number_id}/contacts/{wa_id}", get_contact},
    {patch, "/v{version}/{phone_number_id}/contacts/{wa_id}", change_contact},
    {get, "/v{version}/{phone_number_id}/calls", list_calls},
    {get, "/platform/v1/whatsapp/phone_numbers", list_phone_numbers},

    {post, "/v{version}/{phone_number_id}/media", upload_media},
    {get, "/v{version}/{node}", get_node},
    {post, "/v{version}/{node}", post_node},
    {del, "/v{version}/{node}", delete_node},

    // Meta's own, of a number.
    {post, "/v{version}/{phone_number_id}/calls", pass_of_number},
    {get, "/v{version}/{phone_number_id}/call_permissions", pass_of_number},
    {get, "/v{version}/{phone_number_id}/whatsapp_business_profile", pass_of_number},
    {post, "/v{version}/{phone_number_id}/whatsapp_business_profile", pass_of_number},
    {get, "/v{version}/{phone_number_id}/settings", pass_of_number},
    {post, "/v{version}/{phone_number_id}/settings", pass_of_number},
    {post, "/v{version}/{phone_number_id}/register", pass_of_number},
    {post, "/v{version}/{phone_number_id}/deregister", pass_of_number},
    {post, "/v{version}/{phone_number_id}/request_code", pass_of_number},
    {post, "/v{version}/{phone_number_id}/verify_code", pass_of_number},
    {get, "/v{version}/{phone_number_id}/block_users", pass_of_number},
    {post, "/v{version}/{phone_number_id}/block_users", pass_of_number},
    {del, "/v{version}/{phone_number_id}/block_users", pass_of_number},
    {get, "/v{version}/{phone_number_id}/whatsapp_commerce_settings", pass_of_number},
    {post, "/v{version}/{phone_number_id}/whatsapp_commerce_settings", pass_of_number},
    {post, "/v{version}/{phone_number_id}/conversational_automation", pass_of_number},
    {get, "/v{version}/{phone_number_id}/whatsapp_business_encryption", pass_of_number},
    {post, "/v{version}/{phone_number_id}/whatsapp_business_encryption", pass_of_number},
    {get, "/v{version}/{phone_number_id}/business_compliance_info", pass_of_number},
    {post, "/v{version}/{phone_number_id}/business_compliance_info", pass_of_number},
    {get, "/v{version}/{phone_number_id}/message_qrdls", pass_of_number},
    {post, "/v{version}/{phone_number_id}/message_qrdls", pass_of_number},
    {post, "/v{version}/{phone_number_id}/smb_app_data", pass_of_number},
    {get, "/v{version}/{phone_number_id}/groups", pass_of_number},
    {post, "/v{version}/{phone_number_id}/groups", pass_of_number},

    // Of a business account.
    {get, "/v{version}/{waba_id}/phone_numbers", pass_of_account},
    {get, "/v{version}/{waba_id}/message_templates", pass_of_account},
    {post, "/v{version}/{waba_id}/message_templates", pass_of_account},
    {del, "/v{version}/{waba_id}/message_templates", pass_of_account},
    {get, "/v{version}/{waba_id}/message_templates/{template_id}", get_template},
    {get, "/v{version}/{waba_id}/template_analytics", pass_of_account},
    {get, "/v{version}/{waba_id}/subscribed_apps", pass_of_account},
    {post, "/v{version}/{waba_id}/subscribed_apps", pass_of_account},
    {del, "/v{version}/{waba_id}/subscribed_apps", pass_of_account},
    {get, "/v{version}/{waba_id}/flows", pass_of_account},
    {post, "/v{version}/{waba_id}/flows", make_flow},

    // Of a flow.
    {get, "/v{version}/{flow_id}/assets", pass_of_flow},
    {post, "/v{version}/{flow_id}/assets", pass_of_flow},
    {post, "/v{version}/{flow_id}/publish", pass_of_flow},
    {post, "/v{version}/{flow_id}/deprecate", pass_of_flow},
};

}  // namespace

constexpr Dialect dialect{
    .name = "meta",
    .api = Api::meta,
    .routes = routes,
    .credential = credential,
    .refuse = refuse,
    .also_under = "/meta/whatsapp",
    .request_id = make_trace,
    .admit = admit,
};

}  // namespace parley::graph
