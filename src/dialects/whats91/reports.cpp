// Reports of messages: lists of what was sent, and what became of one.

#include "dialects/whats91/reports.h"

#include "base/names.h"
#include "dialects/whats91/mapping.h"
#include "dialects/whats91/parameters.h"
#include "dialects/whats91/report_query.h"
#include "dialects/whats91/whats91.h"
#include "store/conversations.h"

#include <utility>

namespace parley::whats91 {
namespace {

constexpr std::string_view report_kind = "report";

void write_report(JsonWriter& json, const MessageRow& row, SentBy by, const std::string& uid) {
  json.open('{')
      .field("reportUid", uid)
      .nullable("messageId", is_local(row.wamid) ? std::string_view() : row.wamid)
      .field("receiver", row.peer_phone)
      .field("sourceType", source_word(by))
      .field("campaignUid", nullptr)
      .nullable("templateName", row.type == "template" ? row.text : std::string_view())
      .field("messageType", type_word(row.type))
      .field("status", status_word(row.status))
      .field("latestStatus", status_word(row.status))
      .field("occurredAt", row.at)
      .close('}');
}

// The members "reports" and "pagination" of data.
Task<> write_page(JsonWriter& json, ReportQuery query, const Sender& sender, Context& context) {
  auto& filter = query.sent.filter;
  filter.organization = sender.organization;
  filter.sender = sender.id;
  PageCount page;
  json.key("reports").open('[');
  const auto write = [&](const MessageRow& row, SentBy by) {
    write_report(json, row, by, report_uid(context.store.seal(), sender.organization, row.key));
  };
  const auto work = [&](const Reader& from) { page = sent_messages(from, query.sent, write); };
  if (!query.is_of_nothing)
    co_await context.store.read(is_light(filter) ? Weight::light : Weight::heavy, work);
  json.close(']');
  write_pagination(json, query.sent.offset, query.sent.limit, page);
}

// Meta's id, else a report's.
std::optional<MessageKey> key_named(const Reader& from, const Sender& sender, const std::string& id,
                                    const Seal& seal) {
  if (auto key = message_of_wamid(from, sender, id)) return key;
  if (!id.starts_with(report_prefix)) return std::nullopt;
  const auto number = seal.of_base32(report_kind, sender.organization.value,
                                     std::string_view(id).substr(report_prefix.size()));
  return number ? std::optional(MessageKey{*number}) : std::nullopt;
}

void write_events(JsonWriter& json, const std::vector<ReportedStatus>& reported) {
  bool is_read = false;
  json.key("events").open('[');
  for (const auto& [word, at] : reported) {
    const auto status = from_name<MessageStatus>(word);
    const auto shown = status ? status_word(*status) : std::string_view(word);
    if (shown == "read" && std::exchange(is_read, true)) continue;  // a voice message is played behind it
    json.open('{').field("eventType", "status").field("status", shown).field("occurredAt", at).close('}');
  }
  json.close(']');
}

}  // namespace

std::string report_uid(const Seal& seal, OrganizationId organization, MessageKey message) {
  return std::string(report_prefix) + seal.base32(report_kind, organization.value, message.value);
}

Task<> list_reports(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  auto query = read_report_query(call.params, context.now());
  call.may_be_kept = false;  // the usual dates move with the day

  JsonWriter json(reply.out());
  open_success(json, "Message reports retrieved");
  json.field("senderId", sender.phone).field("phoneNumberId", sender.phone_number_id);
  co_await write_page(json, std::move(query), sender, context);
  close_success(json, call.request_id);
}

Task<> list_history(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  auto query = read_history_query(call.params, context.now());

  JsonWriter json(reply.out());
  open_success(json, "Mobile message history retrieved");
  json.field("mobileNumber", query.sent.filter.receiver);
  co_await write_page(json, std::move(query), sender, context);
  close_success(json, call.request_id);
}

Task<> get_message_status(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  const auto id = read_message_id(call.params);

  JsonWriter json(reply.out());
  open_success(json, "Message status retrieved");
  bool is_found = false;
  const auto write = [&](const MessageRow& row, const FoundMessage& found) {
    is_found = found.sender == sender.id && row.direction == Direction::outbound;
    if (!is_found) return;
    call.about = found.conversation;
    json.key("message")
        .open('{')
        .field("reportUid", report_uid(context.store.seal(), sender.organization, row.key))
        .nullable("messageId", is_local(row.wamid) ? std::string_view() : row.wamid)
        .field("receiver", row.peer_phone)
        .field("latestStatus", status_word(row.status))
        .close('}');
  };
  const auto work = [&](const Reader& from) {
    const auto key = key_named(from, sender, id, context.store.seal());
    if (!key || !message(from, sender.organization, *key, write) || !is_found) return;
    write_events(json, reported_statuses(from, sender.organization, *key));
  };
  co_await context.store.read(Weight::light, work);
  if (!is_found) throw Problem::not_found("message");
  close_success(json, call.request_id);
}

}  // namespace parley::whats91
