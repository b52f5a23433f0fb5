#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {
namespace {

using enum http::Method;

constexpr Route routes[] = {
    {get, "/v1/messaging/conversations", list_conversations},
    {get, "/v1/messaging/conversations/{conversation_id}/messages", list_messages},
    {get, "/v1/messaging/channels/whatsapp", list_channels},

    {get, "/api/v1/messaging/conversations", list_conversations},
    {get, "/api/v1/messaging/conversations/{conversation_id}/messages", list_messages},
    {get, "/api/v1/messaging/channels/whatsapp", list_channels},
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
