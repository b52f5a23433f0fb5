#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {
namespace {

using enum http::Method;

constexpr Route routes[] = {
    {get, "/v1/messaging/conversations", list_conversations},
    {get, "/v1/messaging/conversations/{conversation_id}/messages", list_messages},
    {get, "/v1/messaging/channels/whatsapp", list_channels},
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
    {get, "/api/v1/messaging/channels/whatsapp", list_channels},
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
