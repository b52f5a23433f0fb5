#include "dialects/whats91/whats91.h"

namespace parley::whats91 {
namespace {

using enum http::Method;

constexpr Route routes[] = {
    {get, "/api/v2/reports/conversations", list_conversations},
    {get, "/api/v2/reports/conversations/summary", summarize_conversations},
    {get, "/api/v2/reports/conversations/by-mobile/{mobileNumber}", list_conversations_of_mobile},
    {get, "/api/v2/reports/conversations/{conversationId}", get_conversation},
    {get, "/api/v2/reports/conversations/{conversationId}/messages", list_messages},
    {post, "/api/v2/chat", post_chat},
    {post, "/api/v2/messages", post_message},
    {post, "/api/v2/{phoneNumberId}/messages", post_message},
    {post, "/v2/chat", post_chat},
    {post, "/v2/messages", post_message},
    {post, "/v2/{phoneNumberId}/messages", post_message},
};

}  // namespace

constexpr Dialect dialect{
    .name = "whats91",
    .api = Api::whats91,
    .routes = routes,
    .credential = credential,
    .refuse = refuse,
};

}  // namespace parley::whats91
