#include "dialects/kirim/kirim.h"

namespace parley::kirim {
namespace {

using enum http::Method;

constexpr Route routes[] = {
    {get, "/v1/health", tell_health, true},
    {get, "/v1/openapi.json", describe_api, true},
    {get, "/v1/me", get_me},
    {get, "/v1/accounts", list_accounts},

    {get, "/v1/{phone_number_id}/conversations", list_conversations},
    {get, "/v1/{phone_number_id}/conversations/{id}", get_conversation},
    {patch, "/v1/{phone_number_id}/conversations/{id}", change_conversation},
    {post, "/v1/{phone_number_id}/conversations/{id}/labels", attach_conversation_label},
    {del, "/v1/{phone_number_id}/conversations/{id}/labels/{label_id}", detach_conversation_label},

    {get, "/v1/{phone_number_id}/messages", list_messages},
    {get, "/v1/{phone_number_id}/messages/{id}", get_message},
    {get, "/v1/{phone_number_id}/messages/{id}/media", get_media},
    {post, "/v1/{phone_number_id}/messages", post_message},

    {get, "/v1/{phone_number_id}/contacts", list_contacts},
    {post, "/v1/{phone_number_id}/contacts", create_contact},
    {get, "/v1/{phone_number_id}/contacts/{id}", get_contact},
    {patch, "/v1/{phone_number_id}/contacts/{id}", change_contact},
    {del, "/v1/{phone_number_id}/contacts/{id}", delete_contact},
    {post, "/v1/{phone_number_id}/contacts/{id}/labels", attach_contact_label},
    {del, "/v1/{phone_number_id}/contacts/{id}/labels/{label_id}", detach_contact_label},
    {post, "/v1/{phone_number_id}/contacts/bulk_label", label_contacts},

    {get, "/v1/{phone_number_id}/templates", list_templates},
    {post, "/v1/{phone_number_id}/templates", create_template},
    {get, "/v1/{phone_number_id}/templates/{name}", get_template},
    {post, "/v1/{phone_number_id}/templates/sync", sync_templates},

    {get, "/v1/labels", list_labels},
    {post, "/v1/labels", create_label},
    {get, "/v1/labels/{id}", get_label},
    {patch, "/v1/labels/{id}", change_label},
    {del, "/v1/labels/{id}", delete_label},
};

}  // namespace

constexpr Dialect dialect{
    .name = "kirim",
    .api = Api::kirim,
    .routes = routes,
    .credential = credential,
    .refuse = refuse,
    .request_id = make_request_id,
    .admit = admit,
    .finish = finish,
};

}  // namespace parley::kirim
