// Reports of campaigns. What sends to many at once is the client's own program: nothing here is a campaign, so that lists
// are empty and each uid is unknown.

#include "dialects/whats91/mapping.h"
#include "dialects/whats91/report_query.h"
#include "dialects/whats91/whats91.h"

namespace parley::whats91 {
namespace {

constexpr std::initializer_list<std::string_view> totals{"campaigns", "recipients", "sent",   "delivered",
                                                         "read",      "failed",     "pending"};

}  // namespace

Task<> list_campaigns(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  sender_of(*senders, *call.token, call.params);
  const auto query = read_campaign_query(call.params);
  JsonWriter json(reply.out());
  open_success(json, "Campaign reports retrieved");
  json.key("totals").open('{');
  for (const auto name : totals) json.field(name, 0);
  json.close('}').key("campaigns").open('[').close(']');
  write_pagination(json, query.sent.offset, query.sent.limit, {});
  close_success(json, call.request_id);
}

Task<> list_campaign_responses(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  sender_of(*senders, *call.token, call.params);
  const auto query = read_campaign_query(call.params);
  JsonWriter json(reply.out());
  open_success(json, "Campaign responses retrieved");
  json.key("responses").open('[').close(']');
  write_pagination(json, query.sent.offset, query.sent.limit, {});
  close_success(json, call.request_id);
}

Task<> find_campaign(const Call& call, http::Reply&, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  sender_of(*senders, *call.token, call.params);
  read_campaign_query(call.params);
  throw Problem::not_found("campaign");
}

}  // namespace parley::whats91
