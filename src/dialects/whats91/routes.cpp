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
    {get, "/api/v2/reports/messages", list_reports},
    {get, "/api/v2/reports/messages/status", get_message_status},
    {get, "/api/v2/reports/messages/history", list_history},
    {get, "/api/v2/reports/campaigns", list_campaigns},
    {get, "/api/v2/reports/campaigns/responses", list_campaign_responses},
    {get, "/api/v2/reports/campaigns/{campaignUid}", find_campaign},
    {get, "/api/v2/reports/campaigns/{campaignUid}/messages", find_campaign},
    {get, "/api/v2/reports/campaigns/{campaignUid}/timeline", find_campaign},
    {get, "/api/v2/reports/analytics/delivery", analyze_delivery},
    {get, "/api/v2/reports/analytics/failures", analyze_failures},
    {get, "/api/v2/reports/analytics/templates", analyze_templates},
    {get, "/api/v2/reports/analytics/dates", analyze_dates},
    {post, "/api/v2/send", post_template},
    {post, "/api/v2/chat", post_chat},
    {post, "/api/v2/messages", post_message},
    {post, "/api/v2/{phoneNumberId}/messages", post_message},
    {post, "/v2/send", post_template},
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
