#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {
namespace {

using enum http::Method;

constexpr Route routes[] = {
    {get, "/v1/messaging/conversations", list_conversations},
    {get, "/v1/messaging/conversations/{conversation_id}/messages", list_messages},
    {post, "/v1/messaging/messages", send_message},
    {post, "/v1/messaging/send", send_message},  // as it was called before
    {get, "/v1/messaging/messages/{message_id}", get_message},
    {get, "/v1/messaging/channels/whatsapp", list_channels},
    {post, "/v1/messaging/channels/whatsapp", add_channel},
    {put, "/v1/messaging/channels/whatsapp/{channel_id}", change_channel},
    {del, "/v1/messaging/channels/whatsapp/{channel_id}", remove_channel},
    {get, "/v1/messaging/channels/{channel_id}/templates", list_templates},
    {post, "/v1/messaging/channels/{channel_id}/templates", create_template},
    {post, "/v1/messaging/channels/{channel_id}/templates/sync", sync_templates},
    {get, "/v1/messaging/contacts", list_contacts},
    {post, "/v1/messaging/contacts", add_contact},
    {post, "/v1/messaging/contacts/import", import_contacts},
    {get, "/v1/messaging/contacts/{contact_id}", get_contact},
    {put, "/v1/messaging/contacts/{contact_id}", change_contact},
    {del, "/v1/messaging/contacts/{contact_id}", remove_contact},
    {get, "/v1/messaging/canned-responses", list_canned_responses},
    {post, "/v1/messaging/canned-responses", add_canned_response},
    {del, "/v1/messaging/canned-responses/{canned_response_id}", remove_canned_response},

    {get, "/api/v1/auth/me", get_account},
    {get, "/api/v1/messaging/conversations", list_conversations},
    {get, "/api/v1/messaging/conversations/{conversation_id}/messages", list_messages},
    {post, "/api/v1/messaging/messages", send_message},
    {get, "/api/v1/messaging/messages/{message_id}", get_message},
    {get, "/api/v1/messaging/channels/whatsapp", list_channels},
    {post, "/api/v1/messaging/channels/whatsapp", add_channel},
    {put, "/api/v1/messaging/channels/whatsapp/{channel_id}", change_channel},
    {del, "/api/v1/messaging/channels/whatsapp/{channel_id}", remove_channel},
    {post, "/api/v1/messaging/numbers/whatsapp/bring-your-own/verify", request_code},
    {post, "/api/v1/messaging/numbers/whatsapp/bring-your-own/confirm", confirm_code},
    {get, "/api/v1/messaging/channels/{channel_id}/templates", list_templates},
    {post, "/api/v1/messaging/channels/{channel_id}/templates", create_template},
    {post, "/api/v1/messaging/channels/{channel_id}/templates/sync", sync_templates},
    {get, "/api/v1/messaging/contacts", list_contacts},
    {post, "/api/v1/messaging/contacts", add_contact},
    {post, "/api/v1/messaging/contacts/import", import_contacts},
    {get, "/api/v1/messaging/contacts/{contact_id}", get_contact},
    {put, "/api/v1/messaging/contacts/{contact_id}", change_contact},
    {del, "/api/v1/messaging/contacts/{contact_id}", remove_contact},
    {get, "/api/v1/messaging/canned-responses", list_canned_responses},
    {post, "/api/v1/messaging/canned-responses", add_canned_response},
    {del, "/api/v1/messaging/canned-responses/{canned_response_id}", remove_canned_response},
};

}  // namespace

constexpr Dialect dialect{
    .name = "vobiz",
    .api = Api::vobiz,
    .routes = routes,
    .credential = credential,
    .refuse = refuse,
    .request_id = request_id,
};

}  // namespace parley::vobiz
